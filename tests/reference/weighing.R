# The answers in weighing.json: what is likely after an estimate, with and without a normal prior, by R's integrate.
show <- function(name, ...) cat(name, sprintf("%.10g", c(...)), "\n")

posterior <- function(g, se, df, m, s, t) {
  f <- function(x) dt((x - g) / se, df) * dnorm(x, m, s)
  part <- function(from, to) integrate(f, from, to, rel.tol = 1e-12)$value
  k <- part(-Inf, Inf)
  up <- part(t, Inf) / k
  down <- part(-Inf, -t) / k
  mean <- integrate(function(x) x * f(x), -Inf, Inf, rel.tol = 1e-12)$value / k
  end <- function(p) uniroot(function(z) part(-Inf, z) / k - p, c(-2, 2), tol = 1e-12)$root
  c(up, 1 - up - down, down, mean, end(.025), end(.975))
}
show("sceptical, few", posterior(.25, .1, 12, .06, .1, .1))
show("sceptical", posterior(.18, .12, 57, 0, .2, .1))
v <- 1 / (1 / .12^2 + 1 / .15^2)
mu <- v * (-.3 / .12^2 + .06 / .15^2)
show("normal", pnorm(.1, mu, sqrt(v), lower = FALSE), pnorm(-.1, mu, sqrt(v)), mu, qnorm(c(.025, .975), mu, sqrt(v)))
up <- pt((.18 - .1) / .12, 57)
down <- pt((-.1 - .18) / .12, 57)
show("flat", up, 1 - up - down, down, .18 + qt(c(.025, .975), 57) * .12)
show("times", ((qnorm(.8) + qnorm(.8)) * .12 / c(.08, .1))^2)

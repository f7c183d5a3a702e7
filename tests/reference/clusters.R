# The answers in clusters.json that were computed here: lmerTest and pbkrtest on tables without random numbers.
suppressMessages({library(lmerTest); library(pbkrtest)})
tight <- lmerControl(optCtrl = list(ftol_abs = 1e-15, xtol_abs = 1e-13, ftol_rel = 1e-15, xtol_rel = 1e-13, maxeval = 1e5),
                     check.conv.singular = "ignore")
fit <- function(formula, data) lmer(formula, data, control = tight)
show <- function(...) cat(sprintf("%s %.10g\n", ...), sep = "")

# the benchmark: 12 schools of 20 pupils; every third school loses pupils in `uneven`
benchmark <- function() {
  g <- expand.grid(i = 1:20, j = 1:12)
  g$pre <- round(100 + 10 * sin(1.3 * g$i + .7 * g$j) + 3 * cos(.5 * g$i * g$j), 1)
  g$noise <- 4 * sin(2.1 * g$j) + 8 * sin(3.7 * g$i * g$j + .3 * g$i)
  g$alone <- 8 * sin(3.7 * g$i * g$j + .3 * g$i)
  g
}
whole <- transform(benchmark(), treat = j %% 2)
whole$post <- with(whole, round(20 + .8 * pre + 3 * treat + noise, 1))
whole$size <- whole$j %in% c(1, 2, 3, 8, 9, 12)
uneven <- subset(whole, i <= 4 + 3 * (j %% 6))
alike <- whole; alike$post <- with(alike, round(20 + .8 * pre + 3 * treat + alone, 1))
within <- transform(benchmark(), treat = (i + j) %% 2)
within$post <- with(within, round(20 + .8 * pre + 3 * treat + noise, 1))
lost <- subset(within, i <= 6 + 2 * (j %% 5))

small <- function(name, m) {
  s <- summary(m)$coefficients["treat", ]; k <- summary(m, ddf = "Kenward-Roger")$coefficients["treat", ]
  v <- as.data.frame(VarCorr(m))
  show(paste(name, c("difference", "se", "df", "p")), s[c(1, 2, 3, 5)])
  show(paste(name, "KR", c("se", "df", "p")), k[c(2, 3, 5)])
  show(paste(name, "variance", v$grp, v$var1, v$var2), v$vcov)
  show(paste(name, "logLik"), as.numeric(logLik(m)))
}
cat("R", R.version.string, "lme4", as.character(packageVersion("lme4")), "lmerTest", as.character(packageVersion("lmerTest")),
    "pbkrtest", as.character(packageVersion("pbkrtest")), "\n")
small("crt", fit(post ~ treat + pre + (1 | j), whole))
small("crt groups only", fit(post ~ treat + (1 | j), whole))
show("crt empty", as.data.frame(VarCorr(fit(post ~ 1 + (1 | j), whole)))$vcov)
small("uneven", fit(post ~ treat + pre + (1 | j), uneven))
small("uneven groups only", fit(post ~ treat + (1 | j), uneven))
show("uneven empty", as.data.frame(VarCorr(fit(post ~ 1 + (1 | j), uneven)))$vcov)
show("uneven sizes", tapply(uneven$i, uneven$j, length))
small("between column", fit(post ~ treat + pre + size + (1 | j), uneven))
small("alike", fit(post ~ treat + pre + (1 | j), alike))
small("four", fit(post ~ treat + pre + (1 | j), subset(whole, j <= 4)))
small("three uneven", fit(post ~ treat + pre + (1 | j), subset(uneven, j <= 3)))
small("one cluster", fit(post ~ treat + pre + (1 | j), subset(whole, j %in% c(1, 2, 4, 6, 8))))
small("sites", fit(post ~ treat + pre + (1 + treat | j), within))
small("sites same", fit(post ~ treat + pre + (1 | j), within))
show("sites groups only", as.data.frame(VarCorr(fit(post ~ treat + (1 | j), within)))$vcov)
small("sites uneven", fit(post ~ treat + pre + (1 + treat | j), lost))
show("sites uneven groups only", as.data.frame(VarCorr(fit(post ~ treat + (1 | j), lost)))$vcov)
show("sites uneven n", tapply(lost$treat, list(lost$j, lost$treat), length))
b <- summary(lm(post ~ treat + pre + factor(j), within)); show(paste("blocks", c("difference", "se", "p", "df", "r2")), c(b$coefficients["treat", c(1, 2, 4)], b$df[2], b$r.squared))
b <- summary(lm(post ~ treat + pre + factor(j), lost)); show(paste("blocks uneven", c("difference", "se", "p", "df", "r2")), c(b$coefficients["treat", c(1, 2, 4)], b$df[2], b$r.squared))
# the correction, by the formula of the handbook
correct <- function(t, N, n, rho) {
  left <- N - 2 - 2 * (n - 1) * rho; factor <- sqrt(left / ((N - 2) * (1 + (n - 1) * rho)))
  h <- left^2 / ((N - 2) * (1 - rho)^2 + n * (N - 2 * n) * rho^2 + 2 * (N - 2 * n) * rho * (1 - rho))
  c(factor, h, factor * t, 2 * pt(-abs(factor * t), h), sqrt(left / (N - 2)))
}
show(paste("correction", c("factor", "h", "t", "p", "multiplier")), correct(2.5, 400, 20, .2))
show(paste("correction two", c("factor", "h", "t", "p", "multiplier")), correct(-3.1, 131, 26.2, .12))

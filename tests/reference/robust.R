# The answers in robust.json: standard errors by R's sandwich and clubSandwich, permutation tests by enumeration and coin,
# and a bootstrap whose draws are given. Every table is made by formula, so that no data need to be kept (the four checks of public
# data are in the folder of known answers). Run with the name of the file to write.
suppressMessages({library(clubSandwich); library(sandwich); library(coin); library(boot); library(jsonlite)})

benchmark <- function(design) {
  g <- expand.grid(i = 1:20, j = 1:12); i <- g$i; j <- g$j
  pre <- round(100 + 10 * sin(1.3 * i + 0.7 * j) + 3 * cos(0.5 * i * j), 1)
  treat <- if (design == "crt") j %% 2 else (i + j) %% 2
  post <- round(20 + 0.8 * pre + 3 * treat + 4 * sin(2.1 * j) + 8 * sin(3.7 * i * j + 0.3 * i), 1)
  data.frame(school = j, pre, treat, post)
}
# Nine schools of 3 to 19 pupils: a school-level arm, a pupil-level one, a score before and a category
unbalanced <- function() {
  sizes <- c(3, 5, 8, 4, 19, 7, 12, 6, 9); j <- rep(1:9, sizes); i <- sequence(sizes)
  pre <- round(50 + 9 * sin(1.7 * i + j) + 2 * j, 1)
  data.frame(school = j, pre, by_school = as.integer(j %in% c(1, 4, 5, 9)), by_pupil = i %% 2,
             kind = c("a", "b", "c")[1 + (i * j) %% 3],
             post = round(10 + 0.7 * pre + 5 * cos(2.3 * j) + (3 + i %% 4) * sin(5.1 * i * j), 1))
}
clustered <- function(fit, name, school) {
  one <- function(kind) unlist(coef_test(fit, vcov = kind, cluster = school, test = "Satterthwaite", coefs = name)[, c("SE", "df_Satt", "p_Satt")])
  cr2 <- one("CR2")
  list(estimate = unname(coef(fit)[name]), CR0 = unname(one("CR0")[1]), CR1 = unname(one("CR1")[1]), CR1p = unname(one("CR1p")[1]),
       CR1S = unname(one("CR1S")[1]), CR2 = unname(cr2[1]), df = unname(cr2[2]), p = unname(cr2[3]))
}
plain <- function(fit, name) {
  found <- lapply(c("HC0", "HC1", "HC2", "HC3"), function(kind) sqrt(vcovHC(fit, kind)[name, name]))
  c(list(classical = sqrt(vcov(fit)[name, name])), setNames(found, c("HC0", "HC1", "HC2", "HC3")))
}
crt <- benchmark("crt"); mst <- benchmark("mst"); u <- unbalanced()
out <- list(
  crt = clustered(lm(post ~ treat + pre, crt), "treat", crt$school),
  mst = clustered(lm(post ~ treat + pre, mst), "treat", mst$school),
  unbalanced_school = clustered(lm(post ~ by_school + pre + kind, u), "by_school", u$school),
  unbalanced_category = clustered(lm(post ~ by_school + pre + kind, u), "kindc", u$school),
  unbalanced_fixed = clustered(lm(post ~ by_pupil + pre + factor(school), u), "by_pupil", u$school),
  unbalanced_plain = plain(lm(post ~ by_school + pre + kind, u), "by_school"),
  unbalanced_fit = with(summary(lm(post ~ by_school + pre + kind, u)), list(r_squared = r.squared, residual_sd = sigma))
)

# Every allocation there could have been, the adjusted difference fitted anew each time
by_fit <- function(y, z, allocations) {
  b <- apply(allocations, 2, function(t) unname(coef(lm(y ~ t + z))[2]))
  list(difference = b[1], p = mean(abs(b) >= abs(b[1]) * (1 - 1e-9)), allocations = length(b), total = sum(abs(b)))
}
choices <- function(n, chosen) {
  ways <- apply(combn(n, length(chosen)), 2, function(those) as.integer(seq_len(n) %in% those))
  observed <- as.integer(seq_len(n) %in% chosen)
  cbind(observed, ways[, colSums(ways == observed) < n])
}
schools <- choices(9, c(1, 4, 5, 9))
out$permuted_schools <- by_fit(u$post, u$pre, schools[u$school, ])
few <- u[u$school %in% c(2, 4), ]
inner <- choices(5, which(few$by_pupil[few$school == 2] == 1)); other <- choices(4, which(few$by_pupil[few$school == 4] == 1))
pairs <- expand.grid(a = seq_len(ncol(inner)), b = seq_len(ncol(other)))
out$permuted_within <- by_fit(few$post, cbind(few$pre, few$school), rbind(inner[, pairs$a], other[, pairs$b]))
simple <- u[u$school == 3, ]; simple$arm <- factor(simple$by_pupil)
out$permuted_simple <- list(p = as.numeric(pvalue(oneway_test(post ~ arm, simple, distribution = "exact"))))

# A bootstrap whose draws are given: boot's own indices for 12 pupils in two arms, 199 draws
twelve <- u[u$school == 7, c("post", "pre", "by_pupil")]
adjusted <- function(d, rows) unname(coef(lm(post ~ by_pupil + pre, d[rows, ]))[2])
set.seed(1); drawn <- boot(twelve, adjusted, R = 199, strata = twelve$by_pupil)
indices <- boot.array(drawn, indices = FALSE)
sorted <- boot.ci(drawn, type = c("perc", "basic"))
out$boot <- list(counts = indices, draws = drawn$t[, 1], t0 = drawn$t0, se = sd(drawn$t[, 1]),
                 percentile = sorted$percent[4:5], basic = sorted$basic[4:5])
write_json(out, commandArgs(TRUE)[1], digits = NA, auto_unbox = TRUE)

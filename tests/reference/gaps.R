# Answers for tests/reference/gaps.json. Run with: Rscript tests/reference/gaps.R
suppressMessages({ library(metafor); library(clubSandwich) })
options(digits = 15)
show <- function(name, ...) { cat(name, "\n"); print(c(...)) }

# Benjamini and Hochberg
p <- c(0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216)
show("bh", p.adjust(p, "BH"))

# Shrinking about zero: the same gaps with both signs have a mean of nought, and the likelihood of the gaps about zero
g <- c(-0.62, -0.41, -0.30, -0.12, 0.02, 0.08, 0.15, 0.33)
se <- c(0.15, 0.21, 0.18, 0.12, 0.25, 0.16, 0.20, 0.17)
both <- rma(c(g, -g), c(se, se)^2, method = "ML", control = list(threshold = 1e-14, maxiter = 10000))
tau2 <- both$tau2
k <- length(g)
show("mean and tau2", both$beta, tau2)
show("blup (tau2 taken as known)", blup(both)$pred[1:k])
B <- (k - 2) / k * se^2 / (se^2 + tau2)
v <- se^2 * (1 - B) + 2 / (k - 2) * B^2 * g^2 * (mean(se^2) + tau2) / (se^2 + tau2)
show("Morris 1983: g", (1 - B) * g)
show("Morris 1983: se", sqrt(v))

# Several years: fixed effects of year, and pupils in several years
i <- 0:59
d <- data.frame(year = factor(i %/% 20), inside = as.numeric(i %% 5 == 0 | i %% 7 == 3),
                score = round(100 + 10 * sin(1.7 * i) + 4 * (i %/% 20) - 5 * (i %% 5 == 0), 1))
fit <- lm(score ~ inside + year, d)
show("lm", coef(summary(fit))["inside", ], df.residual(fit), confint(fit)["inside", ], sigma(fit))
show("years differ, p", anova(fit, lm(score ~ inside * year, d))[2, "Pr(>F)"])
each <- do.call(rbind, lapply(split(d, d$year), function(s) {
  n1 <- sum(s$inside); n0 <- sum(1 - s$inside)
  c(mean(s$score[s$inside == 1]) - mean(s$score[s$inside == 0]), 1 / n1 + 1 / n0)
}))
show("rma FE with the variances 1/n1 + 1/n0", rma(each[, 1], each[, 2], method = "FE")$beta)
d$pupil <- ifelse(i < 40, i %% 25, i)
cr2 <- coef_test(fit, vcov = "CR2", cluster = d$pupil, test = "Satterthwaite")["inside", ]
show("clubSandwich CR2", unlist(cr2[-1]))
show("pupils inside and outside", length(unique(d$pupil[d$inside == 1])), length(unique(d$pupil[d$inside == 0])))

# The variance between ten made-up schools by every estimator, its Q-profile interval and I2: Rscript tests/reference/pooling.R
# Prints what stands in pooling.json under "estimators" and "profile"; REML and ML are run until nothing moves.
suppressMessages(library(metafor))
yi <- c(0.45, -0.10, 0.32, 0.05, 0.61, -0.22, 0.18, 0.40, 0.02, 0.27)
sei <- c(0.20, 0.18, 0.22, 0.15, 0.25, 0.19, 0.12, 0.21, 0.16, 0.24)
tight <- list(threshold = 1e-14, tol = 1e-14, maxiter = 100000)
for (method in c("REML", "ML", "DL", "PM", "EB", "HE", "HS", "SJ")) {
  fit <- rma(yi, sei = sei, method = method, control = tight)
  cat(sprintf("%s: %.12g\n", method, fit$tau2))
}
fit <- rma(yi, sei = sei, method = "DL")
ends <- confint(fit, control = list(tol = 1e-14), level = 80)$random
cat(sprintf("80%% profile: %.10g %.10g, I2 %.10g %.10g\n", ends[1, 2], ends[1, 3], ends[3, 2], ends[3, 3]))
cat(sprintf("I2 by Q: %.12g\n", max(0, 100 * (fit$QE - 9) / fit$QE)))

# The answers in mixed.json: mixed models by lme4 with lmerTest and pbkrtest, run to tight convergence.
# Run beside the folder of shared answers: Rscript mixed.R shared/known_answers/mlm_exam/data.csv > mixed.json
suppressMessages({library(lmerTest); library(pbkrtest); library(jsonlite)})

# The benchmark has no random numbers; tests/nested.py makes the same.
rows <- expand.grid(i = 1:20, j = 1:12)
rows$pre <- with(rows, round(100 + 10 * sin(1.3 * i + 0.7 * j) + 3 * cos(0.5 * i * j), 1))
trial <- function(treat, between = 4) {
  found <- rows
  found$treat <- treat
  found$post <- with(found, round(20 + 0.8 * pre + 3 * treat + between * sin(2.1 * j) + 8 * sin(3.7 * i * j + 0.3 * i), 1))
  found
}
crt <- trial(rows$j %% 2)
mst <- trial((rows$i + rows$j) %% 2)
alike <- trial(rows$j %% 2, between = 0)
uneven <- function(data) subset(data, i <= 4 + (7 * j) %% 17)
exam <- read.csv(commandArgs(TRUE)[1], stringsAsFactors = FALSE)

tight <- lmerControl(optimizer = "nloptwrap", check.conv.singular = "ignore", check.conv.grad = "ignore",
                     optCtrl = list(xtol_abs = 1e-14, xtol_rel = 1e-14, ftol_abs = 1e-14, ftol_rel = 1e-14, maxeval = 1e5))
answers <- list()
answer <- function(name, formula, data, of, reml = TRUE, kr = TRUE, start = NULL, tolerance = 1e-6) {
  fit <- lmer(as.formula(formula), data, REML = reml, control = tight, start = start)
  parts <- as.data.frame(VarCorr(fit), order = "lower.tri")$vcov
  value <- list(
    v_between = parts[1], v_within = parts[length(parts)], log_likelihood = as.numeric(logLik(fit)), n = nobs(fit))
  if (length(parts) == 4) value <- c(value, list(v_slope = parts[3], covariance = parts[2]))
  table <- as.data.frame(summary(fit)$coefficients)
  if (of %in% rownames(table)) {
    value <- c(value, list(b = table[of, 1], se = table[of, 2]))
    # at a boundary lmerTest takes the variance of the groups for known: ours does not (see small_sample)
    if (!isSingular(fit)) value <- c(value, list(df = table[of, 3], p = table[of, 5]))
    if (reml && kr) {
      wider <- as.data.frame(summary(fit, ddf = "Kenward-Roger")$coefficients)
      value <- c(value, list(kr_se = wider[of, 2], kr_df = wider[of, 3]))
    }
  }
  answers[[name]] <<- list(
    value = value, source = paste0("lmer(", formula, ", REML = ", reml, ")"),
    software = sprintf("lme4 %s, lmerTest %s, pbkrtest %s, R %s", packageVersion("lme4"), packageVersion("lmerTest"),
                       packageVersion("pbkrtest"), getRversion()),
    tolerance = tolerance, kind = "relative")
}

answer("crt", "post ~ treat + pre + (1 | j)", crt, "treat")
answer("crt_treat_only", "post ~ treat + (1 | j)", crt, "treat")
answer("crt_empty", "post ~ 1 + (1 | j)", crt, "(Intercept)")
answer("crt_ml", "post ~ treat + pre + (1 | j)", crt, "treat", reml = FALSE)
answer("crt_four_schools", "post ~ treat + pre + (1 | j)", subset(crt, j <= 4), "treat")
answer("crt_uneven", "post ~ treat + pre + (1 | j)", uneven(crt), "treat")
answer("crt_uneven_pre", "post ~ treat + pre + (1 | j)", uneven(crt), "pre")
answer("crt_uneven_ml", "post ~ treat + pre + (1 | j)", uneven(crt), "treat", reml = FALSE)
answer("crt_uneven_slope", "post ~ treat + pre + (1 + pre | j)", uneven(crt), "treat", tolerance = 1e-4)
answer("mst", "post ~ treat + pre + (1 | j)", mst, "treat")
answer("mst_slope", "post ~ treat + pre + (1 + treat | j)", mst, "treat", tolerance = 1e-5)
answer("mst_uneven_slope", "post ~ treat + pre + (1 + treat | j)", uneven(mst), "treat", tolerance = 1e-5)
answer("mst_slope_ml", "post ~ treat + pre + (1 + treat | j)", mst, "treat", reml = FALSE, tolerance = 1e-5)
answer("boundary", "post ~ treat + pre + (1 | j)", uneven(alike), "treat")
# from lme4's own start this one stops at a lower likelihood, -478.11
answer("boundary_slope", "post ~ treat + pre + (1 + treat | j)", uneven(trial((rows$i + rows$j) %% 2, 0)), "treat",
       start = c(0.2, -0.4, 0.05), tolerance = 1e-4)
answer("exam_em1", "normexam ~ standLRT + sex + schgend + (1 | school)", transform(exam, schgend = relevel(factor(schgend), "mixed")),
       "sexM", kr = FALSE)
answer("exam_slope", "normexam ~ standLRT + (1 + standLRT | school)", exam, "standLRT", kr = FALSE, tolerance = 1e-5)

cat(toJSON(list(about = "Mixed models of pupils in schools, computed by others' software (see mixed.R).", checks = answers),
           auto_unbox = TRUE, pretty = TRUE, digits = 12), "\n")

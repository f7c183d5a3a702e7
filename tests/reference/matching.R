# Outside answers for matching.json: balance, propensity scores, nearest matches, weights, missing scores, subgroups, side by side.
# Run: Rscript tests/reference/matching.R > tests/reference/matching.json
# The pupils have no random numbers; tests/samples_matched.py makes the same ones.
suppressPackageStartupMessages({
  library(MatchIt); library(sandwich); library(lmtest); library(clubSandwich); library(mice); library(lme4); library(lmerTest)
})

# --- the pupils --------------------------------------------------------------------------------------------
i <- 1:200
before <- 100 + 10 * sin(1.3 * i) + 4 * cos(0.7 * i)
age <- 120 + 6 * sin(2.1 * i + 1)
fsm <- ifelse((7 * i) %% 10 < 3, "yes", "no")
house <- c("Ash", "Elm", "Oak")[(i * i) %% 7 %% 3 + 1]
class <- (5 * i) %% 16
arm <- as.numeric(sin(3.1 * i) + 0.04 * (before - 100) + 0.3 * (fsm == "yes") > 0.45)
after <- 20 + 0.8 * before + 3 * arm + 1.5 * arm * (fsm == "yes") - 2 * (fsm == "yes") + 2 * sin(2.7 * class) + 5 * sin(3.7 * i * i)
d <- data.frame(i, before, age, fsm, house, class, arm, after)

out <- list()
add <- function(name, value, source, software, tolerance, kind = "relative", given = NULL) {
  check <- list()
  if (!is.null(given)) check$given <- given
  out[[name]] <<- c(check, list(value = value, source = source, software = software, tolerance = tolerance, kind = kind))
}
R <- paste("R", getRversion())
with_R <- function(p) paste0(p, " ", packageVersion(p), ", ", R)

add("pupils", list(treated = sum(arm), before = sum(before), after = sum(after), fsm = sum(fsm == "yes")),
    "the pupils made by formula", R, 1e-10)

# --- balance -----------------------------------------------------------------------------------------------
none <- matchit(arm ~ before + age + fsm + house, data = d, method = NULL, distance = "glm")
tab <- summary(none)$sum.all
rows <- c("before", "age", "fsmyes", "houseAsh", "houseElm", "houseOak")
add("balance", setNames(as.list(tab[rows, "Std. Mean Diff."]), rows),
    "summary(matchit(arm ~ before + age + fsm + house, method = NULL))$sum.all, Std. Mean Diff.", with_R("MatchIt"), 1e-9)
add("balance_ratio", setNames(as.list(tab[c("before", "age"), "Var. Ratio"]), c("before", "age")),
    "the same, Var. Ratio", with_R("MatchIt"), 1e-9)
ate <- matchit(arm ~ before + age + fsm + house, data = d, method = NULL, distance = "glm", estimand = "ATE")
tabp <- summary(ate)$sum.all
add("balance_pooled", setNames(as.list(tabp[rows, "Std. Mean Diff."]), rows),
    "the same with estimand = 'ATE': the root of the mean of both variances", with_R("MatchIt"), 1e-9)

# --- propensity and weights --------------------------------------------------------------------------------
ps <- glm(arm ~ before + age + fsm + house, family = binomial, data = d, control = glm.control(epsilon = 1e-14, maxit = 100))
e <- unname(fitted(ps))
add("propensity", list("1" = e[1], "2" = e[2], "100" = e[100], "200" = e[200], squares = sum(e^2)),
    "fitted(glm(arm ~ before + age + fsm + house, binomial)), of four pupils and the sum of all squares", R, 1e-8)
w <- ifelse(arm == 1, 1, e / (1 - e))
weighted <- lm(after ~ arm + before + age + fsm + house, data = d, weights = w)
hc <- coef_test(weighted, vcov = "CR2", cluster = i, test = "Satterthwaite")["arm", ]
smd <- function(x, s) (weighted.mean(x[arm == 1], w[arm == 1]) - weighted.mean(x[arm == 0], w[arm == 0])) / s
add("weighted", list(difference = hc$beta, se = hc$SE, df = hc$df,
                     effective_control = sum(w[arm == 0])^2 / sum(w[arm == 0]^2),
                     before = smd(before, sd(before[arm == 1])), age = smd(age, sd(age[arm == 1]))),
    "lm(after ~ arm + before + age + fsm + house, weights = e/(1 - e) for controls), coef_test(vcov = 'CR2', cluster = pupil), whose working model with weights is the identity; standardised differences by weighted.mean",
    with_R("clubSandwich"), 1e-7)
wa <- ifelse(arm == 1, 1 / e, 1 / (1 - e))
weighted_all <- lm(after ~ arm + before + age + fsm + house, data = d, weights = wa)
hca <- coef_test(weighted_all, vcov = "CR2", cluster = i, test = "Satterthwaite")["arm", ]
add("weighted_all", list(difference = hca$beta, se = hca$SE, df = hca$df, effective_treated = sum(wa[arm == 1])^2 / sum(wa[arm == 1]^2)),
    "the same with weights 1/e and 1/(1 - e)", with_R("clubSandwich"), 1e-7)
sets <- ifelse(class < 5, class, i %% 60)
by_set <- coef_test(lm(after ~ arm + before + age, data = d, weights = 0.25 + i %% 4), vcov = "CR2", cluster = sets, test = "Satterthwaite")["arm", ]
add("weighted_sets", list(estimate = by_set$beta, se = by_set$SE, df = by_set$df),
    "coef_test(lm(after ~ arm + before + age, weights = 0.25 + i %% 4), 'CR2', cluster = set), sets of several sizes and weights",
    with_R("clubSandwich"), 1e-8)

# --- nearest matches, one treated pupil after the other, written out -----------------------------------------
# (Debian's MatchIt 4.5.1 gives wrong nearest matches, so that they are not taken from it.)
pair <- function(far, order) {
  taken <- rep(FALSE, ncol(far)); found <- rep(NA, nrow(far))
  for (t in order) {
    left <- far[t, ]; left[taken] <- Inf
    if (is.finite(min(left))) { found[t] <- which.min(left); taken[found[t]] <- TRUE }
  }
  found
}
lp <- predict(ps); lt <- lp[arm == 1]; lc <- lp[arm == 0]
width <- 0.2 * sqrt((var(lt) + var(lc)) / 2)
far <- abs(outer(lt, lc, "-")); far[far > width] <- Inf
found <- pair(far, order(-lt))
rows_t <- which(arm == 1)[!is.na(found)]; rows_c <- which(arm == 0)[found[!is.na(found)]]
m <- rbind(cbind(d[rows_t, ], set = seq_along(rows_t)), cbind(d[rows_c, ], set = seq_along(rows_c)))
fit <- lm(after ~ arm + before + age + fsm + house, data = m)
cr <- coef_test(fit, vcov = "CR2", cluster = m$set, test = "Satterthwaite")["arm", ]
add("matched", list(n_treated = nrow(m) / 2, difference = cr$beta, se = cr$SE, df = cr$df, p = cr$p_Satt,
                    before = (mean(before[rows_t]) - mean(before[rows_c])) / sd(before[arm == 1]),
                    controls = sum(rows_c)),
    "greedy pairs on the logit, caliper 0.2, largest first, written out in the script; lm, coef_test(vcov = 'CR2', cluster = pair)",
    with_R("clubSandwich"), 1e-7)
x <- model.matrix(~ before + age + fsm + house, d)[, -1]
within <- ((sum(arm == 1) - 1) * cov(x[arm == 1, ]) + (sum(arm == 0) - 1) * cov(x[arm == 0, ])) / (200 - 2)
md <- t(apply(x[arm == 1, ], 1, function(one) sqrt(mahalanobis(x[arm == 0, ], one, within))))
mfound <- pair(md, seq_len(nrow(md)))
add("mahalanobis", list(nearest = min(md), total = sum(md[cbind(seq_len(nrow(md)), mfound)]), controls = sum(which(arm == 0)[mfound])),
    "mahalanobis() with the covariance within the groups, greedy in the order of the table", R, 1e-8)

# --- missing scores ----------------------------------------------------------------------------------------
q <- c(2.1, 2.6, 1.8, 2.4, 2.2); u <- c(0.50, 0.55, 0.48, 0.52, 0.51)
pooled <- pool.scalar(q, u, n = 60, k = 3)
add("pooled", list(estimate = pooled$qbar, variance = pooled$t, between = pooled$b, df = pooled$df, fmi = pooled$fmi),
    "pool.scalar(q, u, n = 60, k = 3)", with_R("mice"), 1e-10, given = list(estimates = q, variances = u, df = 57))
gap <- (i %% 5 == 0 & before < 102) | i %% 17 == 0
gap_before <- i %% 11 == 0
g <- data.frame(arm, before = ifelse(gap_before, NA, before), age, after = ifelse(gap, NA, after))
imp <- mice(g, m = 400, maxit = 10, method = "norm", seed = 7, printFlag = FALSE)
all <- summary(pool(with(imp, lm(after ~ arm + before + age))))
one <- pool(with(imp, lm(after ~ arm + before + age)))$pooled
add("imputed", list(difference = all[2, "estimate"], se = all[2, "std.error"]),
    "mice(method = 'norm', m = 400, maxit = 10, seed = 7), pool(lm(after ~ arm + before + age)); the tolerance is Monte Carlo error",
    with_R("mice"), 0.03, "absolute")
add("imputed_fmi", list(fmi = one[2, "fmi"]), "the same", with_R("mice"), 0.05, "absolute")
cc <- summary(lm(after ~ arm + before + age, g))$coefficients["arm", ]
add("complete", list(difference = cc[[1]], se = cc[[2]], p = cc[[4]]), "lm on the complete cases", R, 1e-9)

# --- subgroups ---------------------------------------------------------------------------------------------
test_of <- function(column) {
  d$g <- factor(d[[column]])
  a <- anova(lm(after ~ arm + g + before + age, d), lm(after ~ arm * g + before + age, d))
  list(f = a$F[2], df = a$Df[2], df_residual = a$Res.Df[2], p = a[["Pr(>F)"]][2])
}
tests <- lapply(c("fsm", "house"), test_of)
add("interaction_fsm", tests[[1]], "anova(lm(after ~ arm + fsm + before + age), lm(after ~ arm * fsm + before + age))", R, 1e-8)
add("interaction_house", tests[[2]], "the same with house", R, 1e-8)
bh <- p.adjust(c(tests[[1]]$p, tests[[2]]$p), "BH")
add("interaction_adjusted", list(fsm = bh[1], house = bh[2]), "p.adjust(method = 'BH')", R, 1e-8)
yes <- summary(lm(after ~ arm * relevel(factor(fsm), "yes") + before + age, d))$coefficients["arm", ]
add("subgroup_yes", list(difference = yes[[1]], se = yes[[2]], p = yes[[4]]), "lm(after ~ arm * fsm + before + age), fsm 'yes' first", R, 1e-9)

# --- side by side ------------------------------------------------------------------------------------------
line <- function(name, fit, software = R, source, tolerance = 1e-8) {
  s <- summary(fit)$coefficients["arm", ]
  add(name, list(difference = s[[1]], se = s[[2]]), source, software, tolerance)
}
line("difference", lm(after ~ arm, d), source = "lm(after ~ arm)")
line("gain", lm(I(after - before) ~ arm, d), source = "lm(after - before ~ arm)")
line("baseline", lm(after ~ arm + before, d), source = "lm(after ~ arm + before)")
line("covariates", lm(after ~ arm + before + age, d), source = "lm(after ~ arm + before + age)")
line("classes_within", lm(after ~ arm + before + age + factor(class), d), source = "lm(after ~ arm + before + age + factor(class))")
mixed <- lmer(after ~ arm + before + age + (1 | class), d, control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10)))
sm <- summary(mixed)$coefficients["arm", ]
add("classes_random", list(difference = sm[[1]], se = sm[[2]], df = sm[["df"]]), "lmer(after ~ arm + before + age + (1 | class)), Satterthwaite",
    with_R("lmerTest"), 1e-4)
c2 <- coef_test(lm(after ~ arm + before + age, d), vcov = "CR2", cluster = d$class, test = "Satterthwaite")["arm", ]
add("classes_robust", list(difference = c2$beta, se = c2$SE, df = c2$df), "coef_test(lm(...), 'CR2', cluster = class)", with_R("clubSandwich"), 1e-8)
full <- lm(after ~ arm + before + age, d)
aligned <- resid(full) + coef(full)["arm"] * arm
hl <- wilcox.test(aligned[arm == 1], aligned[arm == 0], conf.int = TRUE, exact = FALSE, correct = FALSE)
pairs <- sort(outer(aligned[arm == 1], aligned[arm == 0], "-"))
add("ranks", list(difference = median(pairs)), "median of all differences of the scores less what the columns explain", R, 1e-9)
add("ranks_interval", list(low = hl$conf.int[1], high = hl$conf.int[2]), "wilcox.test(conf.int = TRUE, exact = FALSE, correct = FALSE)", R, 0.01, "absolute")
add("ranks_p", list(p = wilcox.test(aligned[arm == 1], aligned[arm == 0], exact = FALSE)$p.value), "wilcox.test(exact = FALSE)", R, 1e-9)

cat(jsonlite::toJSON(list(about = "Balance, matching, weighting, missing scores, subgroups and several models, computed by others' software.", checks = out),
                     auto_unbox = TRUE, digits = 12, pretty = TRUE), "\n")

# The answers in comparisons.json: shares, ranks, several groups and compliers, by R's own tests, metafor, AER, sandwich and
# clubSandwich. Run beside the data sets (shared/known_answers): Rscript comparisons.R known_answers
suppressMessages({library(metafor); library(AER); library(sandwich); library(clubSandwich)})
folder <- commandArgs(TRUE)[1]
show <- function(name, ...) cat(name, sprintf("%.12g", c(...)), "\n")

# two shares: 26 of 40 and 18 of 40; then with an empty cell, 30 of 30 and 14 of 30
for (n in list(c(26, 14, 18, 22), c(30, 0, 14, 16))) {
  counts <- matrix(n, 2, byrow = TRUE)
  for (measure in c("RR", "OR", "RD")) {
    found <- escalc(measure, ai = n[1], bi = n[2], ci = n[3], di = n[4])
    show(measure, found$yi, sqrt(found$vi))
  }
  for (row in 1:2) show("wilson", prop.test(counts[row, 1], sum(counts[row, ]), correct = FALSE)$conf.int)
  show("pearson", unlist(chisq.test(counts, correct = FALSE)[c("statistic", "p.value")]))
  show("yates", unlist(chisq.test(counts)[c("statistic", "p.value")]))
  show("fisher", fisher.test(counts)$p.value)
}
newcombe <- function(x1, n1, x2, n2) {
  one <- prop.test(x1, n1, correct = FALSE)$conf.int; two <- prop.test(x2, n2, correct = FALSE)$conf.int
  p1 <- x1 / n1; p2 <- x2 / n2
  c(p1 - p2 - sqrt((p1 - one[1])^2 + (two[2] - p2)^2), p1 - p2 + sqrt((one[2] - p1)^2 + (p2 - two[1])^2))
}
show("newcombe 56/70, 48/80 (printed: 0.0524, 0.3339)", newcombe(56, 70, 48, 80))
show("newcombe 26/40, 18/40", newcombe(26, 40, 18, 40))

# pairs
show("mcnemar 20, 12", unlist(mcnemar.test(matrix(c(28, 20, 12, 15), 2))[c("statistic", "p.value")]))
show("mcnemar plain", unlist(mcnemar.test(matrix(c(28, 20, 12, 15), 2), correct = FALSE)[c("statistic", "p.value")]))
show("mcnemar exact", binom.test(20, 32)$p.value)

# ranks
hsb2 <- read.csv(file.path(folder, "basic_hsb2", "data.csv")); nsw <- read.csv(file.path(folder, "rct_nsw", "data.csv"))
show("W hsb2", unlist(wilcox.test(write ~ gender, hsb2)[c("statistic", "p.value")]))
show("W nsw", unlist(wilcox.test(re78 ~ treat, nsw)[c("statistic", "p.value")]))
treated <- c(3.1, 4.2, 4.8, 5.5, 6.0, 7.7); control <- c(1.2, 2.3, 4.4, 3.6, 2.9)
show("W exact", unlist(wilcox.test(treated, control)[c("statistic", "p.value")]))
signs <- function(x, y) sign(outer(x, y, "-"))
cliff <- function(x, y) {
  d <- signs(x, y); n <- length(x); m <- length(y); delta <- mean(d)
  rows <- sum((rowMeans(d) - delta)^2) / (n - 1); columns <- sum((colMeans(d) - delta)^2) / (m - 1)
  pairs <- sum((d - delta)^2) / ((n - 1) * (m - 1))
  c(delta, sqrt(((m - 1) * rows + (n - 1) * columns + pairs) / (n * m)))
}
show("cliff hsb2", cliff(hsb2$write[hsb2$gender == "female"], hsb2$write[hsb2$gender == "male"]))
show("cliff exact", cliff(treated, control))

# means and several groups
show("welch nsw", unlist(t.test(re78 ~ treat, nsw)[c("stderr", "parameter", "p.value")]))
show("student nsw", unlist(t.test(re78 ~ treat, nsw, var.equal = TRUE)[c("stderr", "parameter", "p.value")]))
show("HC1 nsw", sqrt(vcovHC(lm(re78 ~ treat, nsw), "HC1")[2, 2]))
show("anova", unlist(oneway.test(write ~ prog, hsb2, var.equal = TRUE)[c("statistic", "p.value")]))
show("welch", unlist(oneway.test(write ~ prog, hsb2)[c("statistic", "parameter", "p.value")]))
show("kruskal", unlist(kruskal.test(write ~ prog, hsb2)[c("statistic", "parameter", "p.value")]))
show("eta squared", summary(lm(write ~ prog, hsb2))$r.squared)
show("gender by schtyp", unlist(chisq.test(table(hsb2$gender, hsb2$schtyp), correct = FALSE)[c("statistic", "p.value")]))
ses <- table(hsb2$ses, hsb2$prog); found <- chisq.test(ses)
show("ses by prog, V", found$statistic, found$parameter, found$p.value, sqrt(found$statistic / sum(ses) / 2))

# compliers: the benchmark of 12 schools; received is no random number either
j <- rep(1:12, each = 20); i <- rep(1:20, 12)
pre <- round(100 + 10 * sin(1.3 * i + 0.7 * j) + 3 * cos(0.5 * i * j), 1)
for (treat in list((i + j) %% 2, j %% 2)) {
  post <- round(20 + 0.8 * pre + 3 * treat + 4 * sin(2.1 * j) + 8 * sin(3.7 * i * j + 0.3 * i), 1)
  came <- ifelse(treat == 1, as.numeric((3 * i + j) %% 4 > 0), as.numeric((i * j) %% 10 == 0))
  fit <- ivreg(post ~ came + pre | treat + pre); first <- lm(came ~ treat + pre)
  show("came", tapply(came, treat, mean))
  show("ivreg", coef(summary(fit))["came", ])
  show("HC1", sqrt(vcovHC(fit, "HC1")["came", "came"]))
  show("first F", summary(fit, diagnostics = TRUE)$diagnostics["Weak instruments", "statistic"])
  show("offered", coef(summary(lm(post ~ treat + pre)))["treat", ])
  if (all(treat == j %% 2)) {
    for (kind in c("CR2", "CR1")) {
      found <- coef_test(fit, vcovCR(fit, j, kind), test = "Satterthwaite")
      show(kind, found["came", "SE"], found["came", "df_Satt"], found["came", "p_Satt"])
    }
    found <- coef_test(lm(post ~ treat + pre), vcovCR(lm(post ~ treat + pre), j, "CR2"), test = "Satterthwaite")
    show("offered CR2", found["treat", "SE"], found["treat", "df_Satt"], found["treat", "p_Satt"])
  }
}
cat(R.version.string, sapply(c("metafor", "AER", "sandwich", "clubSandwich"), \(p) paste(p, packageVersion(p))), "\n")

# Answers for over_time.json: R 4.2.2 with sandwich, clubSandwich and lmtest. Run beside the folder of public data sets:
#   Rscript over_time.R <folder with its_prop99 and did_card_krueger>
library(sandwich); library(clubSandwich); library(lmtest)
folder <- commandArgs(trailingOnly = TRUE)[1]
options(digits = 15)

# --- Proposition 99 -----------------------------------------------------------------------------------------
d <- read.csv(file.path(folder, "its_prop99", "data.csv"))
ca <- d[d$State == "California", c("Year", "PacksPerCapita")]
rest <- aggregate(PacksPerCapita ~ Year, d[d$State != "California", ], mean)
s <- data.frame(year = ca$Year, y = ca$PacksPerCapita, other = rest$PacksPerCapita)
s$t <- s$year - 1970; s$x <- as.numeric(s$year >= 1989); s$xt <- s$x * (s$year - 1989)
fit <- lm(y ~ t + x + xt, s)
for (lag in c(1, 3)) { print(lag); print(sqrt(diag(NeweyWest(fit, lag = lag, prewhite = FALSE, adjust = TRUE)))) }
print(dwtest(fit)$statistic)
V <- NeweyWest(fit, lag = 1, prewhite = FALSE, adjust = TRUE); a <- c(0, 0, 1, 11)
print(c(sum(a * coef(fit)), sqrt(t(a) %*% V %*% a)))
beside <- lm(I(y - other) ~ t + x + xt, s)
print(coef(beside)); print(sqrt(diag(NeweyWest(beside, lag = 1, prewhite = FALSE, adjust = TRUE))))
both <- rbind(data.frame(z = 1, v = s$y, s[, c("t", "x", "xt")]), data.frame(z = 0, v = s$other, s[, c("t", "x", "xt")]))
print(summary(lm(v ~ z * (t + x + xt), both))$coefficients[c("z", "z:t", "z:x", "z:xt"), 1:2])

# --- a series with a gap, weights and a season: Newey-West by time apart, written out ----------------------------
week <- setdiff(1:30, c(9, 16, 17)); n <- length(week)
y <- round(90 + 0.1 * week + 3 * (week >= 14) + 2 * sin(1.7 * week) + cos(0.3 * week^2), 3)
w <- 100 + 20 * (week %% 5); X <- cbind(1, week - 1, week >= 14, (week - 14) * (week >= 14))
g <- lm(y ~ X - 1, weights = w); u <- X * residuals(g) * w
K <- pmax(1 - abs(outer(week, week, "-")) / 3, 0); B <- solve(crossprod(X * sqrt(w)))
print(coef(g)); print(sqrt(diag(n / (n - 4) * B %*% t(u) %*% K %*% u %*% B))); print(sqrt(diag(vcov(g))))

# --- Card and Krueger ---------------------------------------------------------------------------------------
k <- read.csv(file.path(folder, "did_card_krueger", "data.csv")); k <- k[!is.na(k$fte), ]
all <- lm(fte ~ nj * d, k)
print(coef(all)["nj:d"])
print(c(ols = sqrt(vcov(all)[4, 4]), HC1 = sqrt(vcovHC(all, "HC1")[4, 4])))
print(sqrt(vcovCL(all, cluster = k$id, type = "HC1")[4, 4]))                       # Stata's CR1
print(sqrt(vcovCR(all, cluster = k$id, type = "CR1")[4, 4]))                       # m / (m - 1) alone
wide <- reshape(k[, c("id", "nj", "d", "fte")], idvar = c("id", "nj"), timevar = "d", direction = "wide")
wide <- wide[complete.cases(wide), ]; wide$change <- wide$fte.1 - wide$fte.0
print(t.test(change ~ nj, wide)); print(summary(lm(change ~ nj, wide))$coefficients)

# --- a small panel in clusters ------------------------------------------------------------------------------
i <- 0:119; treat <- as.numeric(i < 60); school <- ifelse(i < 60, i %% 6, 6 + i %% 7)
change <- round(2 + treat * 1.5 + 3 * sin(school * 1.1) + 4 * sin(2.3 * i), 3)
c2 <- lm(change ~ treat); found <- coef_test(c2, vcov = "CR2", cluster = school, test = "Satterthwaite"); print(unlist(found["treat", c("beta", "SE", "df_Satt")]), digits = 15)

# --- regression to the mean: the line through those not chosen, and its prediction ---------------------------
j <- 0:99; usual <- 12 + 4 * sin(1.9 * j); first <- round(usual + 3 * sin(3.1 * j), 3); second <- round(usual + 3 * cos(4.7 * j), 3)
chosen <- first >= 16; line <- lm(second ~ first, subset = !chosen); p <- predict(line, data.frame(first = mean(first[chosen])), se.fit = TRUE)
expected <- p$fit - mean(first[chosen]); se <- sqrt(p$se.fit^2 + p$residual.scale^2 / sum(chosen))
print(c(sum(chosen), coef(line)[2], expected, expected + qt(c(.025, .975), p$df) * se, mean((second - first)[chosen])))

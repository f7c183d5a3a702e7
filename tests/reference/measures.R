# The answers in measures.json: alpha, its interval, omega and skewness by psych, lavaan and semTools.
# Run beside a folder with bfi.csv (shared/known_answers/likert_bfi): Rscript measures.R bfi.csv
suppressMessages({library(psych); library(lavaan); library(semTools)})
bfi <- read.csv(commandArgs(TRUE)[1])
show <- function(...) cat(sprintf("%s %.12g\n", ...), sep = "")

for (set in list(list("A", 1), list("N", integer(0)))) {
  items <- bfi[paste0(set[[1]], 1:5)]
  keys <- rep(1, 5); keys[set[[2]]] <- -1
  for (use in c("pairwise", "complete.obs")) {
    found <- suppressWarnings(alpha(items, keys = names(items)[keys < 0], use = use))
    tag <- paste(set[[1]], use)
    show(paste(tag, c("raw", "std", "r", "mean", "sd")),
         as.numeric(found$total[c("raw_alpha", "std.alpha", "average_r", "mean", "sd")]))
    show(paste(tag, "drop", 1:5), found$alpha.drop$raw_alpha)
    show(paste(tag, "r.drop", 1:5), found$item.stats$r.drop)
    show(paste(tag, "mean", 1:5), found$item.stats$mean)
    show(paste(tag, "item sd", 1:5), found$item.stats$sd)
    show(paste(tag, c("feldt low", "feldt high")), c(found$feldt$lower.ci[[1]], found$feldt$upper.ci[[1]]))
    show(paste(tag, c("duhachek se")), found$total$ase)
  }
  turned <- as.data.frame(mapply(function(x, k) if (k < 0) 7 - x else x, items, keys))
  show(paste(set[[1]], "missing"), colSums(is.na(items)))
  complete <- na.omit(turned)
  model <- paste("f =~", paste(names(turned), collapse = " + "))
  fit <- cfa(model, complete, std.lv = TRUE)
  show(paste(set[[1]], "n complete"), nrow(complete))
  print(suppressWarnings(reliability(fit)), digits = 10)
  found <- parameterEstimates(fit)
  lambda <- found$est[found$op == "=~"]
  theta <- found$est[found$op == "~~" & found$lhs != "f"]
  show(paste(set[[1]], "omega by hand"), sum(lambda)^2 / (sum(lambda)^2 + sum(theta)))
  show(paste(set[[1]], "lambda", 1:5), lambda)
  one <- suppressMessages(suppressWarnings(omega(complete, nfactors = 1, plot = FALSE)))
  show(paste(set[[1]], "psych omega.tot minres, standardised"), one$omega.tot)
}
show(paste("skew type 2 of", c("A1", "A3", "age")),
     sapply(bfi[c("A1", "A3", "age")], psych::skew, type = 2))

"""The same scoring here and by others: rules, logistic propensities, the best action of all."""

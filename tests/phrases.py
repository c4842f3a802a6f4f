"""What the expressions of random scenarios are made of: every draw and function of the language, so that all goes well.

A new distribution or function is an entry here.
"""

DRAWS = {
    "uniform": ("uniform(0, 4)", "round(uniform(0, 4))", "uniform({a}, {a} + 2)"),
    "triangular": ("triangular(0, 2, 5)", "triangular(0, 0, 3)", "triangular(1, 3, 3)"),
    "normal": ("normal(2, 1)", "floor(abs(normal(2, 1)))", "normal({a}, 0.5)"),
    "lognormal": ("lognormal(1, 0.5)", "round(lognormal(2, 0.5))", "{a} * lognormal(1, 0)"),
    "exponential": ("exponential(2)", "round(exponential(1))", "min(exponential(1 + abs({a})), 6)"),
    "bernoulli": ("bernoulli(0.5)", "2 * bernoulli(0.7)", "bernoulli(clip({a} / 4, 0, 1))"),
    "choice": ("choice(0.3, 0.4, 0.3)", "choice(0.5, 0.5)", "1 + choice(0.25, 0.25, 0.25, 0.25)"),
}
"""Every draw of the language as a value between 0 and some 6; `{a}` is another number. A new distribution is an entry here."""

LENGTHS = {
    "uniform": ("uniform(0, {u})", "{u} * round(uniform(0, 3))"),
    "triangular": ("triangular(0, {u}, 2 * {u})",),
    "normal": ("max(0, normal({u}, {u} / 2))", "{u} * abs(normal(1, 1))"),
    "lognormal": ("lognormal({u}, 0.5)",),
    "exponential": ("exponential({u})",),
    "bernoulli": ("{u} * bernoulli(0.5)",),
    "choice": ("{u} * choice(0.2, 0.5, 0.3)",),
}
"""Every draw as a time; `{u}` is a unit in days."""

CHANCES = {
    "uniform": ("uniform(0, 1)",),
    "triangular": ("triangular(0, 0.5, 1)",),
    "normal": ("clip(normal(0.5, 0.3), 0, 1)",),
    "lognormal": ("min(1, lognormal(0.4, 0.5))",),
    "exponential": ("min(exponential(0.5), 1)",),
    "bernoulli": ("bernoulli(0.5)",),
    "choice": ("choice(0.5, 0.5)", "choice(0.2, 0.3, 0.5) / 2"),
}

CALLS = {
    "min": "min({a}, {b})",
    "max": "max({a}, {b}, 1)",
    "abs": "abs({a})",
    "sqrt": "sqrt(abs({a}))",
    "exp": "exp(min({a}, 2))",
    "log": "log(1 + abs({a}))",
    "floor": "floor({a})",
    "ceil": "ceil({a})",
    "round": "round({a} / 2)",
    "clip": "clip({a}, 0, {k})",
}
"""Every function of the language so that it gives a finite number; `{k}` is a number from 1 to 4."""

OPERATIONS = (
    "{a} + {b}",
    "{a} - {b}",
    "({a}) * 0.5",
    "-({a})",
    "{a} - ({b}) + 1",
    "({a}) / {k}",
    "({a}) / (1 + abs({b}))",
    "({a}) * ({b}) / 4",
    "1 / ({a}) if {a} != 0 else {k}",
    "log({a}) if ({a}) > 0 else sqrt({a}) if ({a}) == 0 else 0",
    "({a}) / ({b}) * 2 if not ({b}) == 0 else {a}",
    "(({a}) > {k}) + ({b} < 2)",
    "{a} if {b} > {k} else {b}",
)

MEASURES = (
    "{a} + {b}",
    "{a} - {b}",
    "2 * ({a})",
    "({a}) / {k}",
    "({a}) / (1 + abs({b}))",
    "-({a})",
    "({a} - {b}) * {p} + 1",
    "max({a}, {b}, {p})",
    "min({a}, {b}) + {a}",
    "({p}) * {a} / (1 + ({b}) * ({b}))",
    "{a} if {b} > {k} else {p}",
    "({a} > {k}) + {b}",
    "{a} >= {b}",
    "2 if {a} > {p} and not {b} < {k} else -{b}",
)
"""Arithmetic on the aggregates `{a}` and `{b}`, with a parameter `{p}`; beside it, each of `CALLS` on one of them."""

WILD = ("1 / days({0} > 99)", "log(final({0})) + 1", "low({0}) / peak({0}) - 1", "sqrt(final({0}) - average({0}))")
"""Arithmetic on aggregates of a quantity that need not be finite."""

PLACES = ("1 / (1 + {0})", "0.9 if {0} < 1 else 0.1", "clip({0} / 2, 0, 1)")
"""A chance that the place on a ladder makes larger or smaller."""

BRAKES = ("{0}", "(2 * {0})", "(1 - {0})", "({0} + 0.5)", "(3 if {0} else 0.5)")
"""The name of a brake in arithmetic."""

PRIORS = {
    "level": (
        "triangular(0, 2, 4)",
        "normal(2, 1)",
        "lognormal(1, 0.5)",
        "exponential(2)",
        "choice(0.2, 0.3, 0.5)",
        "uniform(0, 5)",
    ),
    "delay": ("exponential(1)", "uniform(0, 2)", "lognormal(1, 0.5)", "triangular(0, 1, 2)", "bernoulli(0.5)"),
    "odds": ("uniform(0, 1)", "triangular(0, 0.5, 1)", "bernoulli(0.5)"),
}

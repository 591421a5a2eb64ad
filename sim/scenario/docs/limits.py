"""How limits on a plan are written, for docs/scenario.md."""

LIMITS = """\
## Limits on a plan

What the picks of a window's plan come to can be limited, as in a catalogue of `journey decide`
([engine.md](engine.md#constraints)), and solved together with the budget:

```toml
[[constraint]]                      # 40 letters a window at least, as printing is agreed
name = "letters"
of = { channel = "letter" }
minimum = 40
maximum = { value = 200, low = 150, high = 300, kind = "assumed", source = "the printer's word" }

[[constraint]]                      # three in ten who answer an e-mail call; 20 calls a day
name = "calls"
of = { channel = ["email", "letter"], group = "campaigns" }
counts = "0.3 * propensity"
maximum = 20
per = "day"

[[constraint]]                      # what campaigns may cost in a window
name = "campaign-money"
of = { group = "campaigns" }
counts = "cost"
maximum = "50 EUR"

[[exclusion]]                       # nobody is asked and won back on the same day
actions = ["survey", "win-back"]
```

- Bounds are those of the plan of **each window**; with `per = "day"` they are multiplied by its
  days. Over a run they add up: 40 a window are 14,600 letters in 365 days. There is no `"week"`:
  200 a week are `28.57` with `per = "day"`: parts of a pick are carried over, so that days have 28
  or 29 by turns; or 200 a plan with `window = "7 d"` in `[scenario]`, which makes one plan a week.
- They hold at the scenario's own market. `--customers` scales them as it scales the budget: half
  the people, half the letters.
- Only what the plan picks counts: neither what an event starts, such as a pop-up, nor mass media.
  `journey check` tells it where a limit is about both: "mails counts newsletter; thank-you and
  welcome-mail, which events start, are not counted". It says where a limit counts nothing, or where
  a minimum cannot be reached.
- A formula reads what rules read, and `propensity`, of the pick. It must come to 0 or more.
  It reads what the channel that decides knows, so a strategy that knows less may count otherwise.
- `journey run` and `journey compare` tell of each limit what the plan of a window used of it in the
  mean, its bounds, its shadow price (money for a unit of what is counted), in which share of the
  windows it had one, and where a minimum was missed: a day may not have enough who qualify, and the
  plan then comes as near as it can. With `--json` under `limits`, with `--out` in `limits.parquet`.
  A sample's are told at the size of the market; nothing is scaled to a year.
- `journey trace` says where a limit, and not money, kept something away.
- Where the plan that budgets alone would make keeps the limits, it stays: a limit that is never
  short changes nothing. Else it is solved for each customer apart, which takes longer and more
  memory ([dry-run.md](dry-run.md)).
- `constraint.letters.maximum` is a number like any other: it has a source, may have a range, can be
  varied, and set by a `[[change]]`. A minimum is never drawn above its maximum.
- `contact_policy.never_together` keeps actions or groups apart that are about to be sent, however
  they were started; an `[[exclusion]]` keeps the plan from choosing both.

"""

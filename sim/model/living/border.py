"""What happens at the borders of a window: news between customers, the appointment book."""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel, part
from sim.model.contact.exposure import count_misses
from sim.model.contact.offers import see_offer
from sim.model.customers.state import age, attract, bump, emit, please
from sim.model.knowledge.news import FRIEND_NEWS, MISFILE_NEWS, POINT_NEWS, PRAISE_NEWS
from sim.model.knowledge.observations import observe_visit
from sim.model.records import parameters as b
from sim.model.records.layout import CUSTOMER_BEFORE, DIRTY, FRIEND
from sim.model.records.sizes import BOOK_DAYS, DAY, NO_TIME, ROOM, ROWS, SPANS
from sim.model.records.vocabulary import COUNTER, EVENT, STAGES

AWARE, IS_CUSTOMER = STAGES.index("aware"), STAGES.index("customer")
E_POINT = EVENT["point"]
MEDIA, POINTS = COUNTER["media"], COUNTER["points"]
STARS, REVIEWS = COUNTER["stars"], COUNTER["reviews"]


@part
def read_news(P, S, c, O, news):
    """One customer learns of something that another did in an earlier window."""
    t = max(S.start, c.now)
    age(P, c, t)
    channel = np.int64(news.channel)
    if news.kind == MISFILE_NEWS:
        observe_visit(c, channel, t)
        return
    if news.kind == POINT_NEWS:
        c.points = bump(c.points)
        O.counters[channel, POINTS] += 1
        emit(P, S, c, O, t, E_POINT, channel, -1, 1, np.nan, np.nan)
        please(c, P.b[b.REFERRAL_GOODWILL])
        return
    c.stage = np.uint8(max(np.int64(c.stage), AWARE))
    if news.kind == FRIEND_NEWS:
        please(c, P.b[b.REFERRAL_GOODWILL])
        attract(c, P.b[b.REFERRAL_INTEREST])
        if news.value > 0:
            see_offer(P, S, c, O, channel, np.int64(news.value), t)
            c.referrer = np.uint8(news.source & np.int64(255))
            c.friend_offer = np.uint8(news.value)
            c.flags |= FRIEND
    elif news.kind == PRAISE_NEWS:
        please(c, P.b[b.REFERRAL_GOODWILL])
    else:
        please(c, -P.b[b.WARNING_WEIGHT] * P.b[b.REFERRAL_GOODWILL])


@kernel
def deliver_news(P, S, customers, rows, O, news, first):
    """Read sorted news from place `first`; stops early, at the place returned, when O is full.

    Args:
        rows: int64 rows of the targets in `customers`, -1 where the id does not exist.
    """
    for place in range(first, len(news)):
        if O[0].rows > ROWS - ROOM:
            return place
        if rows[place] >= 0:
            read_news(P[0], S[0], customers[rows[place]], O[0], news[place])
    return len(news)


@part
def comes_before(a, b):
    """Whether news a is read before news b: in an order that no schedule can change."""
    if a.target != b.target:
        return a.target < b.target
    if a.source != b.source:
        return a.source < b.source
    if a.kind != b.kind:
        return a.kind < b.kind
    if a.channel != b.channel:
        return a.channel < b.channel
    return a.value < b.value


@part
def row_of(customers, who):
    """The row of a customer, -1 if there is none of this id; rows are in order of id."""
    low, high = 0, len(customers)
    while low < high:
        middle = (low + high) // 2
        if customers[middle].id < who:
            low = middle + 1
        else:
            high = middle
    return low if low < len(customers) and customers[low].id == who else -1


@part
def read_own_news(P, S, customers, O, until, never):
    """Deliver the news that is still in the output buffer, AHEAD at most, as `deliver_news` does.

    Args:
        until: uint8, by customer; set to `never` for whoever learned of something.
    """
    for place in range(O.messages):
        at = place
        while at > 0 and comes_before(O.message[place], O.message[O.list[at - 1]]):
            O.list[at] = O.list[at - 1]
            at -= 1
        O.list[at] = place
    for at in range(O.messages):
        news = O.message[O.list[at]]
        row = row_of(customers, news.target)
        if row >= 0:
            read_news(P, S, customers[row], O, news)
            until[row] = never
    O.messages = 0


@part
def is_there(P, channel, start, end):
    """Whether the channel is there at some time between start and end."""
    if not P.c_dated[channel]:
        return True
    for span in range(SPANS):
        if P.c_from[channel, span] < end and P.c_until[channel, span] > start:
            return True
    return False


@kernel
def open_page(P, S, number, left, start, end, place, season, weekday, month):
    """Enter time and season of a window, and forget the appointments of days that have passed.

    Args:
        number: by which its random draws are addressed. left: windows until the end.
        start, end: of the window.
        place: of the window in the calendar.
        season, weekday, month: of all windows (`Market.calendar`).
    """
    s = S[0]
    s.window = number
    s.left = left
    s.start = start
    s.end = end
    s.place = place
    s.season = season[place]
    s.weekday = weekday[place]
    s.month = month[place]
    today, days = start // DAY, (end - start) // DAY + 1
    for channel in range(P[0].channels):
        for day in range(1, days + 1):
            s.book[channel, (today - day) % BOOK_DAYS] = 0
    s.present = np.uint32(0)
    for channel in range(P[0].channels):
        if is_there(P[0], channel, start, end):
            s.present |= np.uint32(1) << np.uint32(channel)


@part
def enter_appointment(P, S, channel, t):
    """The first free appointment on a day that opens at least the lead time after t, else NO_TIME.

    Slots of a day: servers × (hours // service). The appointment is entered into the book.
    """
    length = np.int64(P.c_service[channel])
    hours = P.c_closes_at[channel] - P.c_opens_at[channel]
    servers = P.c_servers[channel]
    slots = servers * (hours // length) if length > 0 else 0
    earliest = t + P.c_lead[channel]
    first = (t + P.midnight) // DAY
    for day in range((earliest + P.midnight) // DAY, first + BOOK_DAYS - 2):
        if not (P.c_open_days[channel] >> np.uint8((day + P.weekday) % 7)) & 1:
            continue
        opens = day * DAY - P.midnight + P.c_opens_at[channel]
        place = np.int64(S.book[channel, day % BOOK_DAYS])
        if opens < earliest or place >= slots:
            continue
        S.book[channel, day % BOOK_DAYS] += 1
        return opens + (place // servers) * length
    return np.int64(NO_TIME)


@kernel
def sum_up(P, S, O, series, sums, first):
    """Add what one block of customers did in the window to the sums of all; the block starts anew.

    Args:
        series: int64[3], this window's row. sums: uint64[2], 128-bit sum of row hashes, low half
            first.
        first: whether this is the first block; what others may read is then summed up from 0.

    Returns:
        whether the block's buffers hold something that is to be flushed.
    """
    o, s = O[0], S[0]
    count_misses(P[0], s, o)
    for item in range(len(series)):
        series[item] += o.series[item]
        o.series[item] = 0
    low = sums[0] + o.sums[0]
    sums[1] += o.sums[1] + (np.uint64(1) if low < sums[0] else np.uint64(0))
    sums[0] = low
    o.sums[0] = 0
    o.sums[1] = 0
    if first:
        for channel in range(len(s.spent)):
            s.spent[channel] = 0
            s.forecast[channel] = 0
            s.stars[channel] = 0
            s.rated[channel] = 0
        for treatment in range(P[0].treatments):
            s.trials[treatment] = 0
            s.successes[treatment] = 0
    for channel in range(P[0].channels):
        s.spent[channel] += o.counters[channel, MEDIA]
        s.forecast[channel] += o.inbound[channel]
        s.stars[channel] += o.counters[channel, STARS]
        s.rated[channel] += o.counters[channel, REVIEWS]
        o.inbound[channel] = 0
    for treatment in range(P[0].treatments):
        s.trials[treatment] += o.trials[treatment]
        s.successes[treatment] += o.successes[treatment]
    return o.rows + o.messages + o.watched > 0


@kernel
def end_run_in(S, customers):
    """Let the run begin: what happened before is history, of which no count is kept."""
    s = S[0]
    for channel in range(len(s.stars)):
        s.stars_before[channel] += s.stars[channel]
        s.rated_before[channel] += s.rated[channel]
        s.stars[channel] = 0
        s.rated[channel] = 0
    for i in range(len(customers)):
        c = customers[i]
        c.sequence = 0
        if c.stage >= IS_CUSTOMER:
            c.flags |= np.uint8(CUSTOMER_BEFORE)
        c.purchases = np.uint8(0)


@kernel
def changed(customers, rows):
    """Find all who were observed since the last call; their number.

    Args:
        rows: int64[customers], filled with their rows.
    """
    found = 0
    for i in range(len(customers)):
        if customers[i].flags & DIRTY:
            customers[i].flags &= ~np.uint8(DIRTY)
            rows[found] = i
            found += 1
    return found

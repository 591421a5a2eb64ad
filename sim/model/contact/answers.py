"""What customers do when a contact asks for something: sign up, follow, review, refer, answer."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from engine.numerics import normal_quantile
from sim.model.contact.offers import see_offer
from sim.model.contact.policy import offer_to_show
from sim.model.customers import draws
from sim.model.customers.draws import draw
from sim.model.customers.state import clip, emit, minute
from sim.model.knowledge.news import FRIEND_NEWS, neighbour, tell
from sim.model.knowledge.observations import observe_flag, observe_rating, observe_signup
from sim.model.records import parameters as b
from sim.model.records.bits import bit
from sim.model.records.layout import REFERRED, SURVEYED
from sim.model.records.triggers import ON_REVIEW, ON_SIGNUP, REVIEWED_ONE, SIGNED_UP
from sim.model.records.vocabulary import COUNTER, EVENT

FEWEST_STARS, MOST_STARS = 1.0, 5.0
E_SIGNUP, E_REVIEW, E_REFERRAL = EVENT["signup"], EVENT["review"], EVENT["referral"]
E_FOLLOW, E_SURVEY = EVENT["follow"], EVENT["survey"]
LEADS, REVIEWS, STARS = COUNTER["leads"], COUNTER["reviews"], COUNTER["stars"]
REFERRALS, FOLLOWS, SURVEYS = COUNTER["referrals"], COUNTER["follows"], COUNTER["surveys"]


@boundary("P c F O i8 i8 i8")
def credit(P, c, F, O, outcome, channel, t):
    """Count an outcome as a success of the last contact whose decider may see it."""
    now = minute(t)
    for other in range(P.channels):
        last = np.int64(c.last_treatment[other]) - 1
        if last < 0 or P.t_outcome[last] != outcome:
            continue
        if now - np.int64(c.obs.contacted[other]) > P.b[b.ATTRIBUTION]:
            continue
        if not bit(P.knows[other], channel):
            continue
        if other != channel and not F.identified:
            continue
        O.successes[last] += 1
        c.last_treatment[other] = 0


@part
def sign_up(P, S, c, F, O, channel, treatment, t):
    """The customer leaves an address: a lead, a consent, a touch tied to the profile."""
    emit(P, S, c, O, t, E_SIGNUP, channel, treatment, 0, np.nan, np.nan)
    O.counters[channel, LEADS] += 1
    c.consents |= P.t_grants[treatment]
    offer = offer_to_show(P, c, treatment, t)
    if offer > 0:
        see_offer(P, S, c, O, channel, offer, t)
    F.identified = 1
    observe_signup(c, channel)
    credit(P, c, F, O, SIGNED_UP, channel, t)
    F.pending |= np.uint32(1) << np.uint32(ON_SIGNUP)


@boundary("P S c F O i8 i8 i8")
def write_review(P, S, c, F, O, channel, treatment, t):
    """A review of one to five stars: satisfaction plus noise, rounded."""
    u = draw(P, c, F, draws.STARS, P.c_entity[channel])
    mood = np.float64(c.satisfaction) / 255.0 + P.b[b.STARS_NOISE] * normal_quantile(u)
    scale = MOST_STARS - FEWEST_STARS
    stars = np.int64(clip(np.floor(FEWEST_STARS + 0.5 + scale * mood), FEWEST_STARS, MOST_STARS))
    O.counters[channel, REVIEWS] += 1
    O.counters[channel, STARS] += stars
    F.identified = 1
    observe_rating(c, channel, stars)
    emit(P, S, c, O, t, E_REVIEW, channel, treatment, stars, np.nan, np.nan)
    credit(P, c, F, O, REVIEWED_ONE, channel, t)
    F.pending |= np.uint32(1) << np.uint32(ON_REVIEW)


@part
def refer(P, S, c, F, O, channel, treatment, t):
    """The customer passes a code on to a friend."""
    O.counters[channel, REFERRALS] += 1
    observe_flag(c, channel, REFERRED)
    emit(P, S, c, O, t, E_REFERRAL, channel, treatment, 0, np.nan, np.nan)
    friend = neighbour(P, c, F, draws.FRIEND, channel)
    tell(O, c, friend, FRIEND_NEWS, channel, np.int64(P.t_offer[treatment]))


@part
def follow(P, S, c, O, channel, treatment, t):
    """The customer follows the firm, on the channels that the treatment grants."""
    if c.consents & P.t_grants[treatment] == P.t_grants[treatment]:
        return  # follows already
    c.consents |= P.t_grants[treatment]
    O.counters[channel, FOLLOWS] += 1
    emit(P, S, c, O, t, E_FOLLOW, channel, treatment, 0, np.nan, np.nan)


@part
def answer_survey(P, S, c, F, O, channel, treatment, t):
    """The customer says who they are: from now on the firm knows the persona."""
    F.identified = 1
    O.counters[channel, SURVEYS] += 1
    observe_flag(c, channel, SURVEYED)
    emit(P, S, c, O, t, E_SURVEY, channel, treatment, 0, np.nan, np.nan)

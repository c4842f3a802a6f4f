/* first_base.yaml as somebody would write it in C who knows this scenario alone: the yardstick of the fast engine.
 *
 * It has the same luck, the same minutes and the same columns, and nothing of a language: what is due, which conditions are
 * looked at and what time is charged to stand in the code. `base_by_hand.py` compiles and calls it, and compares every column
 * with the SimPy engine's, byte for byte. Histories are played one after the other. Not done is what the values of first_base.yaml
 * never ask for: nothing is checked for being finite, and no chance for lying between 0 and 1.
 */
#include <string.h>

#include "by_hand/luck.h"
#include "by_hand/history.h"
#include "by_hand/events.h"
#include "by_hand/ladder.h"

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED
#endif

/* Charge the time since the last change to the stage, the decisions and the brakes, as they have stood since then. */
static void charge(History *h, int32_t until)
{
    int32_t gone = until - h->charged;
    int alone = (h->charged_brakes & (h->charged_brakes - 1)) == 0;
    h->charged = until;
    h->stage_minutes[h->charged_stage] += gone;
    if (h->is_deciding) h->deciding += gone;
    for (uint32_t rest = h->charged_brakes; rest; rest &= rest - 1) {
        int brake = __builtin_ctz(rest);
        h->blocked[h->charged_stage + 1][brake] += gone;
        if (alone) h->blocked_alone[h->charged_stage + 1][brake] += gone;
    }
}

/* What the time from now on will be charged to. */
static void settle(History *h)
{
    int is_deciding = 0, climbing = 0;
    uint32_t brakes = 0;
    for (int w = 0; w < h->ways; w++) {
        const Way *way = &h->way[w];
        int up = way->plan->target > h->stage;
        is_deciding |= way->phase == DECIDING;
        climbing |= up && way->phase == DECIDING;
        if (up && way->phase == BLOCKED) brakes |= way->plan->brakes & h->brakes;
    }
    if (climbing) brakes = 0;
    if (brakes == h->charged_brakes && is_deciding == h->is_deciding && h->stage == h->charged_stage) return;
    charge(h, h->now);
    h->charged_stage = h->stage, h->is_deciding = is_deciding, h->charged_brakes = brakes;
}

/* What the outcomes see when a minute is over. */
static void see(History *h)
{
    const Parameters *p = &h->setting->p;
    if (h->written & TROOPS) h->peak_troops = most(h->peak_troops, h->troops);
    if (h->written & REPORTED) {
        int in_the_red = h->reported >= p->defensive_threshold;
        h->peak_report = most(h->peak_report, h->reported);
        if (h->in_the_red) h->red += h->now - h->red_since;
        h->in_the_red = in_the_red, h->red_since = h->now;
    }
    if ((h->written & SUPPORT) && h->support != h->seen_support) {
        h->support_area += h->seen_support * (h->now - h->support_since);
        h->seen_support = h->support, h->support_since = h->now;
        if (h->opinion_minute == NEVER && h->support >= p->opinion_floor) h->opinion_minute = h->now;
    }
    if ((h->written & COMBAT) && h->fight_minute == NEVER && h->combat > 0) h->fight_minute = h->now;
    if ((h->written & EXCEPTION) && h->exception_minute == NEVER && h->exception > 0) h->exception_minute = h->now;
}

/* What has no fixed date and is due now; it is then no longer on its way. */
static uint32_t due_now(History *h)
{
    uint32_t due = 0;
    for (int k = 0; k < DUE; k++) due |= (uint32_t)(h->due[k] == h->now) << k;
    for (uint32_t rest = due; rest; rest &= rest - 1) h->due[__builtin_ctz(rest)] = NEVER;
    return due;
}

static int32_t soonest(const History *h)
{
    int32_t minute = NEVER;
    for (int k = 0; k < DUE; k++) minute = h->due[k] < minute ? h->due[k] : minute;
    return minute;
}

/* The rounds of one minute. Whether anything that has no fixed date may be due at another time now. */
static int play_minute(History *h, uint32_t due)
{
    enum { LOOKED_AT = REPORTED | COMBAT | SUPPORT | EXCEPTION | OTHER };
    int looked = 0, again;
    h->written = 0;
    do {
        for (uint32_t rest = due & ((1u << EVENTS) - 1); rest; rest &= rest - 1) occur(h, __builtin_ctz(rest));
        again = 0;
        if ((h->written & LOOKED_AT) || due >> WAYS) {
            looked = 1;
            again = look(h);
            if (again) due = due_now(h) | 1u << WAYS;
        }
    } while (again);
    if (looked) settle(h);
    see(h);
    return looked;
}

static void set_out(History *h)
{
    const Parameters *p = &h->setting->p;
    Luck *luck = h->luck;
    h->report_error = at_least_0(p->early_error);
    h->plan = at_least_0(p->planned_soldiers);
    h->support = h->seen_support = percent(p->opening_support);
    h->fight_minute = h->exception_minute = NEVER;
    h->opinion_minute = h->support >= p->opinion_floor ? 0 : NEVER;
    for (int k = 0; k < DUE; k++) h->due[k] = NEVER;
    for (int stage = 1; stage < STAGES; stage++) h->first_reached[stage] = -1;
    h->due[REINFORCEMENTS] = minutes(FROM_7_NOVEMBER) + interval(p->reinforcement_interval * drawn(luck, REINFORCEMENT_INTERVAL, 0));
    h->due[WITHDRAWAL] = minutes(INAUGURATION + p->withdrawal_delay * drawn(luck, WITHDRAWAL_DATE, 0));
    h->due[TECHNOLOGY_FOR_SOLDIERS] = minutes(FROM_5_NOVEMBER) + interval(p->payment_interval * drawn(luck, PAYMENT_INTERVAL, 0));
    h->due[WEAPON_TEST] = minutes(FROM_7_NOVEMBER) + interval(p->test_interval * drawn(luck, TEST_INTERVAL, 0));
    h->due[LEGAL_REVIEW] = minutes(FROM_7_NOVEMBER) + interval(p->review_interval * drawn(luck, REVIEW_INTERVAL, 0));
    h->due[WASHINGTON_FINDS_ITS_LINE] = minutes(INAUGURATION + lognormal(p->washington_review, 0.5, drawn(luck, WASHINGTON_DATE, 0)));
    arrive(h, NON_LETHAL_AID);
    play_minute(h, 1u << WAYS);
}

static void play(History *h)
{
    set_out(h);
    const Date *date = h->setting->calendar;
    int32_t own = soonest(h);
    for (;;) {
        uint32_t due = 0;
        h->now = own < date->minute ? own : date->minute;
        if (h->now >= END) break;
        int changed = own == h->now;
        if (changed) due = due_now(h);
        if (date->minute == h->now) due |= date++->events;
        changed |= play_minute(h, due);
        if (changed) own = soonest(h);
    }
    charge(h, END);
}

/* The columns of `engines/columns.py`, one row a replication. */
typedef struct {
    int8_t *final, *highest;
    int32_t *first_reached, *stage_minutes, *blocked, *blocked_alone, *deciding, *climbs, *descents, *shelved, *refused;
    double *outcomes;
} Columns;

static double day_or_never(int32_t minute) { return minute == NEVER ? NAN : minute / (double)DAY; }

static void tell(const History *h, const Columns *columns, int64_t row)
{
    enum { PAIRS = 9 };
    static const int8_t PAIR[PAIRS][2] = {
        {DEFENSIVE_WEAPONS, LAW}, {DEFENSIVE_WEAPONS, PUBLIC_OPINION}, {DEFENSIVE_WEAPONS, WAITING_FOR_WASHINGTON},
        {DEFENSIVE_WEAPONS, FEAR_OF_MOSCOW}, {OFFENSIVE_WEAPONS, LAW}, {OFFENSIVE_WEAPONS, PUBLIC_OPINION},
        {OFFENSIVE_WEAPONS, WAITING_FOR_WASHINGTON}, {OFFENSIVE_WEAPONS, WASHINGTON_OPPOSED}, {OFFENSIVE_WEAPONS, FEAR_OF_MOSCOW}};
    columns->final[row] = (int8_t)h->stage;
    columns->highest[row] = (int8_t)h->highest;
    memcpy(columns->first_reached + STAGES * row, h->first_reached, sizeof h->first_reached);
    memcpy(columns->stage_minutes + STAGES * row, h->stage_minutes, sizeof h->stage_minutes);
    for (int pair = 0; pair < PAIRS; pair++) {
        columns->blocked[PAIRS * row + pair] = h->blocked[PAIR[pair][0]][PAIR[pair][1]];
        columns->blocked_alone[PAIRS * row + pair] = h->blocked_alone[PAIR[pair][0]][PAIR[pair][1]];
    }
    columns->deciding[row] = h->deciding;
    columns->climbs[row] = h->climbs;
    columns->descents[row] = h->descents;
    columns->shelved[row] = h->shelved;
    columns->refused[row] = h->refused;
    double *outcomes = columns->outcomes + OUTCOMES * row;
    outcomes[PEAK_TROOPS] = h->peak_troops;
    outcomes[PEAK_REPORT] = h->peak_report;
    outcomes[TOTAL_LOSSES] = h->losses;
    outcomes[DAYS_IN_THE_RED] = (h->red + (h->in_the_red ? END - h->red_since : 0)) / (double)DAY;
    outcomes[DAY_OF_FIRST_FIGHT] = day_or_never(h->fight_minute);
    outcomes[DAY_OF_THE_EXCEPTION] = day_or_never(h->exception_minute);
    outcomes[DAY_OPINION_GIVES_WAY] = day_or_never(h->opinion_minute);
    outcomes[TRANSPORTS] = h->effects[REINFORCEMENTS];
    outcomes[WEAPON_TESTS] = h->effects[WEAPON_TEST];
    outcomes[TECHNOLOGY_GIVEN] = h->technology;
    outcomes[AVERAGE_SUPPORT] = (h->support_area + h->seen_support * (END - h->support_since)) / END;
}

static void plan_ways(Setting *setting)
{
    enum { DEFENSIVE = 1 << LAW | 1 << PUBLIC_OPINION | 1 << WAITING_FOR_WASHINGTON | 1 << FEAR_OF_MOSCOW,
           OFFENSIVE = DEFENSIVE | 1 << WASHINGTON_OPPOSED };
    const Parameters *p = &setting->p;
    int32_t calm = minutes(p->calm_before_descent), patience = minutes(p->patience);
    Plan *plans = setting->plans;
    plans[UP_INDIRECT] = (Plan){1, WEEK, p->decide_indirect, DECIDE_INDIRECT, -1, 1, 0};
    plans[DOWN_INDIRECT] = (Plan){0, calm, 0, 0, -1, 1, 0};
    plans[PHASED] = (Plan){2, patience, p->decide_defensive, DECIDE_PHASED, CHANCE_PHASED, p->yes_defensive, DEFENSIVE};
    plans[DOWN_DEFENSIVE] = (Plan){1, calm, 0, 0, -1, 1, 0};
    plans[TOO_MANY_SOLDIERS] =
        (Plan){3, patience, p->decide_offensive, DECIDE_SOLDIERS, CHANCE_SOLDIERS, p->yes_offensive, OFFENSIVE};
    plans[TOO_MUCH_TECHNOLOGY] =
        (Plan){3, 0, p->decide_offensive, DECIDE_TECHNOLOGY, CHANCE_TECHNOLOGY, p->yes_offensive, OFFENSIVE};
    plans[DOWN_OFFENSIVE] = (Plan){2, calm, 0, 0, -1, 1, 0};
    setting->reconsider = interval(p->reconsider_after);
}

/* The minutes that all histories share, in order; the last entry never comes. */
static void fill_calendar(Date *date)
{
    for (int32_t day = 1; day * DAY < END; day++) {
        uint32_t events = 0;
        if (day == 5) events |= 1u << FIRST_WAVE;
        if (day == 15) events |= 1u << SECOND_WAVE;
        if (day == 20) events |= 1u << THIRD_WAVE;
        if (day == 24) events |= 1u << REPORTS_SHARPEN;
        if (day == 28) events |= 1u << FIRST_FIGHT;
        if (day * DAY % WEEK == 0) events |= 1u << ATTRITION;
        if (day * DAY >= FIRST_REPORT && (day * DAY - FIRST_REPORT) % WEEK == 0) events |= 1u << INTELLIGENCE_REPORT;
        if (day * DAY % OPINION_MOVES_EVERY == 0) events |= 1u << OPINION_MOVES;
        if (events) *date++ = (Date){day * DAY, events};
    }
    *date = (Date){NEVER, 0};
}

/* Play the replications *first* … *first + count - 1*; *keys* are those of the places under the seed. */
EXPORTED void base_by_hand(const Parameters *p, const uint64_t keys[PLACES][2], int64_t first, int64_t count, const Columns *columns)
{
    Setting setting = {.p = *p};
    Luck luck = {.keys = keys, .group = -1};
    plan_ways(&setting);
    fill_calendar(setting.calendar);
    for (int64_t row = 0; row < count; row++) {
        int64_t replication = first + row;
        if (replication / LANES != luck.group) {
            luck.group = replication / LANES;
            memset(luck.filled, 0, sizeof luck.filled);
        }
        luck.lane = (int)(replication % LANES);
        History history = {.setting = &setting, .luck = &luck};
        play(&history);
        tell(&history, columns, row);
    }
}

/* The events of first_base.yaml: what each does when it comes up, and what sets those off that wait for something. */

static inline double at_least_0(double x) { return x < 0.0 ? 0.0 : x; }
static inline double percent(double x) { return x < 0.0 ? 0.0 : x > 100.0 ? 100.0 : x; }

/* The next time of what comes again and again. */
static inline void comes_again(History *h, int event, int place, double mean)
{
    h->due[event] = h->now + interval(mean * drawn(h->luck, place, h->came[event]));
}

static inline void troops_become(History *h, double troops) { h->troops = at_least_0(troops); h->written |= TROOPS; }
static inline void combat_becomes(History *h, double combat) { h->combat = combat; h->written |= COMBAT; }
static inline void support_becomes(History *h, double support) { h->support = percent(support); h->written |= SUPPORT; }
static inline void technology_grows(History *h, double by) { h->technology = at_least_0(h->technology + by); h->written |= OTHER; }

static void occur(History *h, int event)
{
    const Parameters *p = &h->setting->p;
    Luck *luck = h->luck;
    int number = h->came[event]++;
    switch (event) {
    case FIRST_WAVE: troops_become(h, most(h->troops, p->first_wave_size)); break;
    case SECOND_WAVE: troops_become(h, most(h->troops, p->second_wave_size)); break;
    case THIRD_WAVE: troops_become(h, most(h->troops, p->third_wave_size)); break;
    case REPORTS_SHARPEN: h->report_error = at_least_0(p->intelligence_error); break;
    case FIRST_FIGHT: combat_becomes(h, 1.0); break;
    case REINFORCEMENTS:
        comes_again(h, event, REINFORCEMENT_INTERVAL, p->reinforcement_interval);
        if (!(h->troops < h->plan)) break;
        h->effects[event]++;
        troops_become(h, least(h->troops + lognormal(p->reinforcement_size, 0.5, drawn(luck, REINFORCEMENT_SIZE, number)), h->plan));
        break;
    case FIGHTING_GROWS:
        if (h->troops > 0) combat_becomes(h, 2.0);
        break;
    case ATTRITION:
        if (!(h->combat > 0 && h->troops > 0)) break;
        h->losses = at_least_0(h->losses + h->troops * p->loss_rate * h->combat);
        troops_become(h, h->troops * (1 - p->loss_rate * h->combat));
        break;
    case SECOND_PLAN:
        if (h->plan > 0 && says_yes(p->second_plan_probability, drawn(luck, SECOND_PLAN_CHANCE, number)))
            h->plan = at_least_0(h->plan + p->second_plan_size);
        break;
    case WITHDRAWAL:
        h->plan = 0.0;
        troops_become(h, 0.0);
        combat_becomes(h, 0.0);
        break;
    case INTELLIGENCE_REPORT: {
        double weight = p->weight_of_new_report, error = lognormal(1.0, h->report_error, drawn(luck, REPORT_ERROR, number));
        h->reported = at_least_0((1 - weight) * h->reported + weight * h->troops * error);
        h->written |= REPORTED;
        break;
    }
    case TECHNOLOGY_FOR_SOLDIERS:
        comes_again(h, event, PAYMENT_INTERVAL, p->payment_interval);
        if (h->troops > 0 && h->combat > 0) technology_grows(h, 1.0);
        break;
    case TECHNOLOGY_FOR_DEFENSIVE_ARMS:
        if (says_yes(p->retaliation_probability, drawn(luck, DEFENSIVE_ANSWER_CHANCE, number)))
            technology_grows(h, p->retaliation_size);
        break;
    case TECHNOLOGY_FOR_OFFENSIVE_ARMS:
        if (says_yes(p->retaliation_probability, drawn(luck, OFFENSIVE_ANSWER_CHANCE, number)))
            technology_grows(h, p->retaliation_size);
        break;
    case WEAPON_TEST:
        comes_again(h, event, TEST_INTERVAL, p->test_interval);
        if (!(h->technology > 0)) break;
        h->effects[event]++;
        support_becomes(h, h->support + (0.0 + (2 * p->opinion_jump - 0.0) * drawn(luck, TEST_IMPRESSION, number)));
        break;
    case OPINION_MOVES: support_becomes(h, h->support + (0.0 + p->opinion_drift * drawn(luck, OPINION_STEP, number))); break;
    case LEGAL_REVIEW:
        comes_again(h, event, REVIEW_INTERVAL, p->review_interval);
        if (!(h->exception < 1 && h->reported >= p->indirect_threshold)) break;
        if (!says_yes(p->exception_probability, drawn(luck, REVIEW_CHANCE, number))) break;
        h->exception = 1.0;
        h->written |= EXCEPTION;
        break;
    case WASHINGTON_FINDS_ITS_LINE:
        h->washington = says_yes(p->washington_backing, drawn(luck, WASHINGTON_LINE, number)) ? 1.0 : -1.0;
        h->written |= OTHER;
        break;
    }
}

/* Whether an event that waits for something is on its way already; a trigger is then lost. */
static inline int on_its_way(const History *h, int event) { return h->due[event] != NEVER; }

/* Let an event come after some days; whether it is due at once. */
static int set_off(History *h, int event, double days)
{
    h->triggers[event]++;
    h->due[event] = h->now + minutes(days);
    return h->due[event] == h->now;
}

static int answer_to_arms(History *h, int event, int place)
{
    if (on_its_way(h, event)) return 0;
    return set_off(h, event, lognormal(h->setting->p.retaliation_delay, 0.5, drawn(h->luck, place, h->triggers[event])));
}

/* What events wait for, looked at again; whether one is due at once. The fighting begins once: who has gone does not return. */
static int watch(History *h)
{
    const Parameters *p = &h->setting->p;
    int fighting = h->combat > 0, defensive = h->stage >= DEFENSIVE_WEAPONS, offensive = h->stage >= OFFENSIVE_WEAPONS, at_once = 0;
    if (fighting && !h->fighting) {
        at_once |= set_off(h, FIGHTING_GROWS, p->fighting_grows_after * drawn(h->luck, FIGHTING_GROWS_AFTER, 0));
        at_once |= set_off(h, SECOND_PLAN, lognormal(p->second_plan_delay, 0.5, drawn(h->luck, SECOND_PLAN_AFTER, 0)));
    }
    if (defensive && !h->arms_defensive) at_once |= answer_to_arms(h, TECHNOLOGY_FOR_DEFENSIVE_ARMS, DEFENSIVE_ANSWER_AFTER);
    if (offensive && !h->arms_offensive) at_once |= answer_to_arms(h, TECHNOLOGY_FOR_OFFENSIVE_ARMS, OFFENSIVE_ANSWER_AFTER);
    h->fighting = fighting, h->arms_defensive = defensive, h->arms_offensive = offensive;
    return at_once;
}

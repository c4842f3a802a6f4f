/* Seoul's ladder: the phases of its seven ways, decisions and moves. */

static void enter(History *h, int w, int phase, int32_t wake_after)
{
    h->way[w].phase = phase;
    h->way[w].entered = h->now;
    h->due[WAYS + w] = wake_after > 0 ? h->now + wake_after : NEVER;
}

static void begin(History *h, Way *way)
{
    const Plan *plan = way->plan;
    way->begun = 1;
    way->left = 0;
    if (plan->median == 0.0) return;
    way->number = h->decisions[plan - h->setting->plans]++;
    way->left = minutes(lognormal(plan->median, h->setting->p.decide_spread, drawn(h->luck, plan->decide, way->number)));
}

/* Bring the phase of a way up to date. */
static void update(History *h, int w, int when, int keep)
{
    Way *way = &h->way[w];
    if (way->phase == CLOSED) {
        if (h->now < way->opens) return;
        way->phase = WATCHING;
    }
    if (way->phase <= BUILDING) {
        if (!(when && keep)) {
            if (way->phase == BUILDING) enter(h, w, WATCHING, 0);
            return;
        }
        if (way->phase == WATCHING) {
            way->ready = h->now + way->plan->hold;
            enter(h, w, BUILDING, way->plan->hold);
        }
        if (h->now < way->ready) return;
    } else if (!keep) {
        h->shelved += way->begun;
        way->begun = 0;
        enter(h, w, WATCHING, 0);
        return;
    }
    if (way->plan->brakes & h->brakes) {
        if (way->phase == BLOCKED) return;
        if (way->phase == DECIDING) way->left -= h->now - way->entered;
        enter(h, w, BLOCKED, 0);
    } else if (way->phase != DECIDING) {
        if (!way->begun) begin(h, way);
        enter(h, w, DECIDING, way->left);
    }
}

static void arrive(History *h, int stage)
{
    static const int FIRST_PLAN[STAGES + 1] = {UP_INDIRECT, DOWN_INDIRECT, DOWN_DEFENSIVE, DOWN_OFFENSIVE, PLANS};
    h->stage = stage;
    h->ways = FIRST_PLAN[stage + 1] - FIRST_PLAN[stage];
    for (int w = 0; w < h->ways; w++) h->way[w] = (Way){.plan = &h->setting->plans[FIRST_PLAN[stage] + w]};
    for (int w = 0; w < MOST_WAYS; w++) h->due[WAYS + w] = NEVER;
}

static void move(History *h, const Way *way)
{
    int target = way->plan->target;
    for (int w = 0; w < h->ways; w++)
        if (&h->way[w] != way) h->shelved += h->way[w].begun;
    if (target > h->stage) h->climbs++;
    else h->descents++;
    if (target > h->highest) {
        h->highest = target;
        h->first_reached[target] = h->now;
    }
    arrive(h, target);
}

/* Put the decisions that are due until one says yes; whether it did. */
static int put(History *h)
{
    for (int w = 0; w < h->ways; w++) {
        Way *way = &h->way[w];
        if (way->phase != DECIDING || h->now - way->entered < way->left) continue;
        const Plan *plan = way->plan;
        if (plan->chance < 0 || says_yes(plan->probability, drawn(h->luck, plan->chance, way->number))) {
            move(h, way);
            return 1;
        }
        h->refused++;
        way->begun = 0;
        way->opens = h->now + h->setting->reconsider;
        enter(h, w, CLOSED, h->setting->reconsider);
    }
    return 0;
}

static uint32_t brakes_on(const History *h)
{
    const Parameters *p = &h->setting->p;
    return (uint32_t)(h->exception < 1) << LAW | (uint32_t)(h->support < p->opinion_floor) << PUBLIC_OPINION
           | (uint32_t)(h->washington == 0) << WAITING_FOR_WASHINGTON | (uint32_t)(h->washington < 0) << WASHINGTON_OPPOSED
           | (uint32_t)(h->technology < p->worth_of_restraint) << FEAR_OF_MOSCOW;
}

/* Look at the conditions again; whether the minute needs another round. */
static int look(History *h)
{
    const Parameters *p = &h->setting->p;
    double reported = h->reported;
    int at_once = watch(h), calm;
    h->brakes = brakes_on(h);
    switch (h->stage) {
    case NON_LETHAL_AID:
        update(h, 0, reported >= p->indirect_threshold, reported >= p->indirect_threshold / 2);
        break;
    case INDIRECT_SUPPLY:
        calm = reported < p->indirect_threshold / 2;
        update(h, 0, calm, calm);
        update(h, 1, reported >= p->defensive_threshold && h->combat > 0, reported >= p->defensive_threshold / 2);
        break;
    case DEFENSIVE_WEAPONS: {
        int too_much = h->technology >= p->technology_too_far;
        calm = reported < p->defensive_threshold / 2;
        update(h, 0, calm, calm);
        update(h, 1, reported >= p->offensive_threshold && h->combat > 1, reported >= p->offensive_threshold / 2);
        update(h, 2, too_much, too_much);
        break;
    }
    default:
        calm = h->combat < 1;
        update(h, 0, calm, calm);
    }
    return put(h) | at_once;
}

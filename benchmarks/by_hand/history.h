/* What a history is made of: parameters, what comes up, the ladder, and what is kept for the columns. */

enum { DAY = 1440, WEEK = 7 * DAY, NEVER = INT32_MAX };
enum { FIRST_REPORT = 10 * DAY, OPINION_MOVES_EVERY = 30 * DAY, END = 450 * DAY };
static const double INAUGURATION = 104.0, FROM_5_NOVEMBER = 28.0, FROM_7_NOVEMBER = 30.0; /* days since the start */

/* The parameters of first_base.yaml, in its order. */
typedef struct {
    double indirect_threshold, defensive_threshold, offensive_threshold;
    double first_wave_size, second_wave_size, third_wave_size, planned_soldiers;
    double second_plan_size, second_plan_probability, second_plan_delay;
    double reinforcement_interval, reinforcement_size, loss_rate, fighting_grows_after, withdrawal_delay;
    double early_error, intelligence_error, weight_of_new_report;
    double payment_interval, retaliation_probability, retaliation_size, retaliation_delay;
    double opening_support, opinion_floor, opinion_jump, opinion_drift, test_interval;
    double review_interval, exception_probability, washington_review, washington_backing;
    double worth_of_restraint, technology_too_far;
    double patience, decide_indirect, decide_defensive, decide_offensive, decide_spread;
    double yes_defensive, yes_offensive, reconsider_after, calm_before_descent;
} Parameters;

static inline double least(double a, double b) { return b < a ? b : a; }
static inline double most(double a, double b) { return b > a ? b : a; }
static inline double lognormal(double median, double sigma, double z) { return median * es_exp(sigma * z); }
static inline int says_yes(double chance, double u) { return u > 1.0 - chance; }

/* Days as whole minutes, half to even; a longer time than a million days is as good as that. */
static inline int32_t minutes(double days) { return (int32_t)rint(least(days, 1e6) * DAY); }
static inline int32_t interval(double days) { int32_t length = minutes(days); return length < 1 ? 1 : length; }

/* What comes up, in the order of the file, and then the ways of the ladder, which are looked at again when a time is over.
 * The American election and the change of government set nothing, and nothing waits for them. */
enum {
    FIRST_WAVE, SECOND_WAVE, THIRD_WAVE, REPORTS_SHARPEN, FIRST_FIGHT, REINFORCEMENTS, FIGHTING_GROWS, ATTRITION, SECOND_PLAN,
    WITHDRAWAL, INTELLIGENCE_REPORT, TECHNOLOGY_FOR_SOLDIERS, TECHNOLOGY_FOR_DEFENSIVE_ARMS, TECHNOLOGY_FOR_OFFENSIVE_ARMS,
    WEAPON_TEST, OPINION_MOVES, LEGAL_REVIEW, WASHINGTON_FINDS_ITS_LINE, EVENTS, WAYS = EVENTS, MOST_WAYS = 3,
    DUE = 24
};
enum { TROOPS = 1, REPORTED = 2, COMBAT = 4, SUPPORT = 8, EXCEPTION = 16, OTHER = 32 }; /* quantities that have been written */
enum { LAW, PUBLIC_OPINION, WAITING_FOR_WASHINGTON, WASHINGTON_OPPOSED, FEAR_OF_MOSCOW, BRAKES };
enum { NON_LETHAL_AID, INDIRECT_SUPPLY, DEFENSIVE_WEAPONS, OFFENSIVE_WEAPONS, STAGES };
enum { WATCHING, BUILDING, BLOCKED, DECIDING, CLOSED };
enum { PEAK_TROOPS, PEAK_REPORT, TOTAL_LOSSES, DAYS_IN_THE_RED, DAY_OF_FIRST_FIGHT, DAY_OF_THE_EXCEPTION, DAY_OPINION_GIVES_WAY,
       TRANSPORTS, WEAPON_TESTS, TECHNOLOGY_GIVEN, AVERAGE_SUPPORT, OUTCOMES };

typedef struct {
    int target;
    int32_t hold;
    double median;          /* of the time to decide; 0 for a way down */
    int decide, chance;     /* the places of its luck; `chance` -1: the answer is yes */
    double probability;
    uint32_t brakes;
} Plan;

enum { UP_INDIRECT, DOWN_INDIRECT, PHASED, DOWN_DEFENSIVE, TOO_MANY_SOLDIERS, TOO_MUCH_TECHNOLOGY, DOWN_OFFENSIVE, PLANS };

typedef struct {
    const Plan *plan;
    int phase, begun, number;
    int32_t ready, entered, left, opens;
} Way;

/* A minute that all histories share, and what comes up in it. */
typedef struct {
    int32_t minute;
    uint32_t events;
} Date;
enum { MOST_DATES = 256 };

/* What is the same for all histories. */
typedef struct {
    Parameters p;
    Plan plans[PLANS];
    int32_t reconsider;
    Date calendar[MOST_DATES + 1];
} Setting;

typedef struct {
    const Setting *setting;
    Luck *luck;
    int32_t now;
    uint32_t written;
    double troops, reported, report_error, plan, losses, combat, technology, support, exception, washington;

    int32_t due[DUE];                     /* what has no fixed date */
    int came[EVENTS], effects[EVENTS], triggers[EVENTS];
    int fighting, arms_defensive, arms_offensive; /* whether what events wait for held when last looked at */

    int stage, highest, ways;
    Way way[MOST_WAYS];
    int decisions[PLANS];
    uint32_t brakes;                      /* that are on */
    int32_t first_reached[STAGES];

    int32_t charged;                      /* up to this minute */
    int charged_stage, is_deciding;
    uint32_t charged_brakes;
    int32_t stage_minutes[STAGES], blocked[STAGES][BRAKES], blocked_alone[STAGES][BRAKES];
    int32_t deciding, climbs, descents, shelved, refused;

    double peak_troops, peak_report, seen_support, support_area;
    int32_t support_since, red, red_since, fight_minute, exception_minute, opinion_minute;
    int in_the_red;
} History;

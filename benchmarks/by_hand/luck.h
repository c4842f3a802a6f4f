/* Luck as in src/escalation_sim/luck.py, fetched for four replications at a time and kept while they are played. */
#include <math.h>
#include <stdint.h>

#include "elementary.h"

/* Where luck is drawn; `PLACES` of base_by_hand.py has the same order. */
enum {
    REINFORCEMENT_INTERVAL, REINFORCEMENT_SIZE, FIGHTING_GROWS_AFTER, SECOND_PLAN_AFTER, SECOND_PLAN_CHANCE, WITHDRAWAL_DATE,
    REPORT_ERROR, PAYMENT_INTERVAL, DEFENSIVE_ANSWER_AFTER, DEFENSIVE_ANSWER_CHANCE, OFFENSIVE_ANSWER_AFTER,
    OFFENSIVE_ANSWER_CHANCE, TEST_INTERVAL, TEST_IMPRESSION, OPINION_STEP, REVIEW_INTERVAL, REVIEW_CHANCE, WASHINGTON_DATE,
    WASHINGTON_LINE, DECIDE_INDIRECT, DECIDE_PHASED, CHANCE_PHASED, DECIDE_SOLDIERS, CHANCE_SOLDIERS, DECIDE_TECHNOLOGY,
    CHANCE_TECHNOLOGY, PLACES
};
enum { UNIFORM, NORMAL, EXPONENTIAL };
static const uint8_t VARIATE[PLACES] = {
    [REINFORCEMENT_INTERVAL] = EXPONENTIAL, [REINFORCEMENT_SIZE] = NORMAL, [FIGHTING_GROWS_AFTER] = EXPONENTIAL,
    [SECOND_PLAN_AFTER] = NORMAL, [WITHDRAWAL_DATE] = EXPONENTIAL, [REPORT_ERROR] = NORMAL, [PAYMENT_INTERVAL] = EXPONENTIAL,
    [DEFENSIVE_ANSWER_AFTER] = NORMAL, [OFFENSIVE_ANSWER_AFTER] = NORMAL, [TEST_INTERVAL] = EXPONENTIAL, [OPINION_STEP] = NORMAL,
    [REVIEW_INTERVAL] = EXPONENTIAL, [WASHINGTON_DATE] = NORMAL, [DECIDE_INDIRECT] = NORMAL, [DECIDE_PHASED] = NORMAL,
    [DECIDE_SOLDIERS] = NORMAL, [DECIDE_TECHNOLOGY] = NORMAL,
};

enum { LANES = 4, KEPT = 64 };

/* Standard variates by place and occurrence of four replications, since Philox yields four numbers for one value of its
 * counter; `filled` of a place's rows are there. The last row is for an occurrence beyond those that are kept. */
typedef struct {
    const uint64_t (*keys)[2];
    int64_t group;
    int lane;
    int filled[PLACES];
    double rows[PLACES][KEPT + 1][LANES];
} Luck;

static void philox(uint64_t group, uint64_t occurrence, const uint64_t key[2], uint64_t numbers[LANES])
{
    uint64_t c0 = group + 1, c1 = occurrence, c2 = 0, c3 = 0, k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++) {
        unsigned __int128 a = (unsigned __int128)0xD2E7470EE14C6C93u * c0, b = (unsigned __int128)0xCA5A826395121157u * c2;
        c0 = (uint64_t)(b >> 64) ^ c1 ^ k0;
        c2 = (uint64_t)(a >> 64) ^ c3 ^ k1;
        c1 = (uint64_t)b;
        c3 = (uint64_t)a;
        k0 += 0x9E3779B97F4A7C15u;
        k1 += 0xBB67AE8584CAA73Bu;
    }
    numbers[0] = c0, numbers[1] = c1, numbers[2] = c2, numbers[3] = c3;
}

static double polynomial(const double coefficients[8], double r)
{
    double value = coefficients[0];
    for (int k = 1; k < 8; k++) value = value * r + coefficients[k];
    return value;
}

/* The normal quantile, by Wichura's algorithm AS 241. */
static double standard_normal(double u)
{
    static const double CENTRE[2][8] = {
        {2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
         1971.5909503065514427, 133.14166789178437745, 3.387132872796366608},
        {5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
         687.1870074920579083, 42.313330701600911252, 1.0}};
    static const double TAIL[2][8] = {
        {7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
         3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734},
        {1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
         0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0}};
    static const double FAR_TAIL[2][8] = {
        {2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
         0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772},
        {2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
         0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0}};
    double q = u - 0.5;
    if (fabs(q) <= 0.425) {
        double r = 0.180625 - q * q;
        return q * (polynomial(CENTRE[0], r) / polynomial(CENTRE[1], r));
    }
    double r = sqrt(-es_log(q < 0 ? u : 1.0 - u));
    double z = r <= 5.0 ? polynomial(TAIL[0], r - 1.6) / polynomial(TAIL[1], r - 1.6)
                        : polynomial(FAR_TAIL[0], r - 5.0) / polynomial(FAR_TAIL[1], r - 5.0);
    return q < 0 ? -z : z;
}

static double variate(int place, uint64_t raw)
{
    double u = ((double)(raw >> 12) + 0.5) * 0x1p-52;
    switch (VARIATE[place]) {
    case NORMAL: return standard_normal(u);
    case EXPONENTIAL: return -es_log(1.0 - u);
    default: return u;
    }
}

static void fetch(Luck *luck, int place, int occurrence, int row)
{
    uint64_t raw[LANES];
    philox((uint64_t)luck->group, (uint64_t)occurrence, luck->keys[place], raw);
    for (int lane = 0; lane < LANES; lane++) luck->rows[place][row][lane] = variate(place, raw[lane]);
}

static double fetched(Luck *luck, int place, int occurrence)
{
    if (occurrence >= KEPT) {
        fetch(luck, place, occurrence, KEPT);
        return luck->rows[place][KEPT][luck->lane];
    }
    for (; luck->filled[place] <= occurrence; luck->filled[place]++)
        fetch(luck, place, luck->filled[place], luck->filled[place]);
    return luck->rows[place][occurrence][luck->lane];
}

/* The standard variate at a place, of the replication that is being played. */
static inline double drawn(Luck *luck, int place, int occurrence)
{
    return occurrence < luck->filled[place] ? luck->rows[place][occurrence][luck->lane] : fetched(luck, place, occurrence);
}

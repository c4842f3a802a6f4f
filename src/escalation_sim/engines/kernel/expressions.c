/* What expressions are worth. An expression is a row of steps over the registers of a history, the state among them. */
#include "elementary.h"
#include "play.h"

static const double FAR = 1e12 * DAY; /* minutes; a longer time is as good as this one */

static double not_a_number(void) { return es_of_bits(ES_NAN); }
static double root(double x) { return x >= 0 ? __builtin_sqrt(x) : not_a_number(); }
static double lesser(double a, double b) { return ((b < a) | (b != b)) ? b : a; }
static double greater(double a, double b) { return ((b > a) | (b != b)) ? b : a; }

static double clipped(double x, double low, double high) {
    return low <= high ? lesser(greater(x, low), high) : not_a_number();
}

static double triangular(double u, double low, double mode, double high) {
    if (!(low <= mode && mode <= high)) return not_a_number();
    double width = high - low, rise = mode - low;
    return u * width < rise ? low + root(u * (width * rise)) : high - root((1.0 - u) * (width * (high - mode)));
}

static double bernoulli(double u, double p) {
    if (!(p >= 0 && p <= 1)) return not_a_number();
    return u > 1.0 - p ? 1.0 : 0.0;
}

static double worth(const struct step *step, const double *r) {
    double a = r[step->a], b = r[step->b];
    switch ((enum operation)step->operation) {
    case NEGATE: return -a;
    case ADD: return a + b;
    case SUBTRACT: return a - b;
    case MULTIPLY: return a * b;
    case DIVIDE: return a / b;
    case LESS: return a < b;
    case AT_MOST: return a <= b;
    case MORE: return a > b;
    case AT_LEAST: return a >= b;
    case EQUAL: return a == b;
    case DIFFERENT: return a != b;
    case AND: return (a != 0) & (b != 0);
    case OR: return (a != 0) | (b != 0);
    case NOT: return a == 0;
    case CHOOSE: return a != 0 ? b : r[step->c];
    case MIN: return lesser(a, b);
    case MAX: return greater(a, b);
    case ABS: return __builtin_fabs(a);
    case SQRT: return root(a);
    case EXP: return es_exp(a);
    case LOG: return es_log(a);
    case FLOOR: return __builtin_floor(a);
    case CEIL: return __builtin_ceil(a);
    case ROUND: return __builtin_rint(a);
    case CLIP: return clipped(a, b, r[step->c]);
    case UNIFORM: return b <= r[step->c] ? b + (r[step->c] - b) * a : not_a_number();
    case TRIANGULAR: return triangular(a, b, r[step->c], r[step->d]);
    case NORMAL: return r[step->c] >= 0 ? b + r[step->c] * a : not_a_number();
    case LOGNORMAL: return ((b > 0) & (r[step->c] >= 0)) ? b * es_exp(r[step->c] * a) : not_a_number();
    case EXPONENTIAL: return b > 0 ? b * a : not_a_number();
    case BERNOULLI: return bernoulli(a, b);
    default: return not_a_number();
    }
}

static double run(const struct programme *it, const struct formula *formula, double *r) {
    const struct step *step = it->code + formula->first_step, *end = step + formula->steps;
    for (; step < end; step++) r[step->to] = worth(step, r);
    return r[formula->result];
}

/* What an expression is worth once its draws are made. */
static double worth_now(const struct play *play, i32 formula) {
    const struct formula *it = &play->it.formulas[formula];
    if (it->steps == 0) return play->r[it->result];
    if (play->compiled) return ((compiled_expression *)(play->compiled + (uintptr_t)formula))(play->r);
    return run(&play->it, it, play->r);
}

int is_true(const struct play *play, i32 formula) { return worth_now(play, formula) != 0.0; }

double value_of(struct play *play, i32 formula, i32 occurrence) {
    const struct formula *it = &play->it.formulas[formula];
    for (i32 k = 0; k < it->draws; k++) play->r[play->it.first_draw + k] = variate(&play->luck, it->place + k, occurrence);
    double value = worth_now(play, formula);
    if (value - value == 0.0) return value;
    fail(play, NOT_FINITE, formula, value == value ? value : not_a_number()); /* processors differ in the sign of 0 / 0 */
    return 0.0;
}

static i64 to_minutes(double days) {
    double minutes = days * DAY;
    return (i64)__builtin_rint(minutes < FAR ? minutes : FAR);
}

i64 minutes_of(struct play *play, i32 formula, i32 occurrence) {
    if (play->fixed[formula] != NONE) return play->fixed[formula];
    double days = value_of(play, formula, occurrence);
    if (days < 0) fail(play, NEGATIVE_TIME, formula, days);
    return days > 0 ? to_minutes(days) : 0;
}

int says_yes(struct play *play, i32 chance, i32 place, i32 occurrence) {
    double p = value_of(play, chance, occurrence);
    if (!(p >= 0 && p <= 1)) fail(play, NO_CHANCE, chance, p);
    return variate(&play->luck, place, occurrence) > 1.0 - p;
}

/* The minutes of a time that parameters alone decide. One that is impossible is left to whoever asks for it first. */
static void fix(struct play *play, i32 formula) {
    double days = play->r[play->it.formulas[formula].result];
    play->fixed[formula] = days >= 0 && days - days == 0.0 ? to_minutes(days) : NONE;
}

/* What never changes, and the list of what is another with other parameters. */
void list_fixed(struct play *play) {
    const struct block *head = play->it.head;
    play->parametric = 0;
    for (i32 k = 0; k < head->formulas.count; k++) {
        i32 result = play->it.formulas[k].result;
        int is_constant = result >= play->it.first_constant && result < play->it.first_worked_out;
        play->fixed[k] = NONE;
        if (play->it.formulas[k].fixed && is_constant) fix(play, k);
        if (play->it.formulas[k].fixed && !is_constant) play->parametrics[play->parametric++] = k;
    }
}

/* What parameters alone decide, once they are known. */
void work_out(struct play *play) {
    i32 by = play->it.head->worked_out_by;
    if (by != NONE) run(&play->it, &play->it.formulas[by], play->r);
    for (i32 k = 0; k < play->parametric; k++) fix(play, play->parametrics[k]);
}

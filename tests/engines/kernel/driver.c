/* Plays recorded calls of the kernel under whatever watches a native build: sanitizers, valgrind, the emulation of another processor.

   driver CALLS OUT           plays each call and writes what became of its lanes, and its records, to OUT
   driver CALLS MUTANTS SEED  plays each call so many times with something damaged in its block or its lists, and counts

   calls.py writes CALLS and says what stands in it. All memory is as large as the kernel was promised, and not a byte larger. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "kernel.h"

enum { ADDRESSES = 16, LEFT_OVER = 0xA5, SHORT_LOG = 64, PATIENCE = 100000 /* microseconds */ };
static const i64 MOST_ROOM = (i64)1 << 28;

/* The parts of a call, in the order of `struct call`. */
enum part {
    THE_BLOCK, THE_ROOM, THE_KEYS, THE_PARAMETERS, THE_VARYING, THE_VALUES, THE_REPLICATIONS, THE_LEFT_OUT, THE_VARIANTS, THE_ANSWERS,
    THE_ANSWERED, THE_INJECTED, THE_INJECTIONS, THE_COMPILED, THE_ROWS, THE_LOG
};

struct recorded {
    i64 numbers[4]; /* lanes, varied, left_outs, log_room */
    i64 sizes[ADDRESSES];
    u8 *parts[ADDRESSES]; /* 0: none, or not written before the call */
};

enum fate { PLAYED, FLAWED, TOO_LARGE, SENSELESS, TIRED, FATES };

/* Which call and which mutant of it is at work, for whoever finds something. */
static volatile sig_atomic_t the_call, the_mutant;

static void *memory(i64 size) {
    void *found = malloc((size_t)size);
    if (!found && size) abort();
#ifndef WATCH_UNWRITTEN /* valgrind sees for itself what is read before it is written */
    if (size) memset(found, LEFT_OVER, (size_t)size);
#endif
    return found;
}

static int read_all(void *to, i64 size, FILE *from) { return size == 0 || fread(to, (size_t)size, 1, from) == 1; }

static int next_call(struct recorded *it, FILE *calls) {
    if (!read_all(it->numbers, sizeof it->numbers, calls)) return 0;
    for (int part = 0; part < ADDRESSES; part++) {
        i64 head[2]; /* bytes, or -1 for none; whether they follow */
        if (!read_all(head, sizeof head, calls)) abort();
        it->sizes[part] = head[0];
        it->parts[part] = head[1] ? memory(head[0]) : 0;
        if (head[1] && !read_all(it->parts[part], head[0], calls)) abort();
    }
    return 1;
}

static void forget(struct recorded *it) {
    for (int part = 0; part < ADDRESSES; part++) free(it->parts[part]);
}

/* A copy of a part, as large as the block asks for: what is not there is 0. */
static u64 copy(const struct recorded *it, enum part part, i64 size) {
    if (it->sizes[part] < 0) return 0;
    u8 *found = memory(size);
    i64 known = it->sizes[part] < size ? it->sizes[part] : size;
    if (size) memset(found, 0, (size_t)size);
    if (known) memcpy(found, it->parts[part], (size_t)known);
    return (u64)(uintptr_t)found;
}

/* The call as the kernel gets it, in memory of its own. */
static struct call prepared(const struct recorded *it, const struct block *head, i64 log_room) {
    i64 lanes = it->numbers[0], varied = it->numbers[1], left_outs = it->numbers[2];
    struct call call = {0};
    call.block = (u64)(uintptr_t)head;
    call.room = (u64)(uintptr_t)memory(kernel_room((const u8 *)head));
    call.keys = copy(it, THE_KEYS, (i64)head->places.count * 16);
    call.parameters = copy(it, THE_PARAMETERS, (i64)head->parameters * 8);
    call.varying = copy(it, THE_VARYING, it->sizes[THE_VARYING]);
    call.values = copy(it, THE_VALUES, it->sizes[THE_VALUES]);
    call.replications = copy(it, THE_REPLICATIONS, it->sizes[THE_REPLICATIONS]);
    call.left_out = copy(it, THE_LEFT_OUT, left_outs * (head->events.count + (i64)head->brakes));
    call.variants = copy(it, THE_VARIANTS, it->sizes[THE_VARIANTS]);
    call.answers = copy(it, THE_ANSWERS, it->sizes[THE_ANSWERS]);
    call.answered = copy(it, THE_ANSWERED, it->sizes[THE_ANSWERED]);
    call.injected = copy(it, THE_INJECTED, it->sizes[THE_INJECTED]);
    call.injections = copy(it, THE_INJECTIONS, it->sizes[THE_INJECTIONS]);
    call.rows = (u64)(uintptr_t)memory(lanes * kernel_row_bytes((const u8 *)head));
    call.log = log_room ? (u64)(uintptr_t)memory(log_room * (i64)sizeof(struct record)) : 0;
    call.lanes = lanes, call.varied = varied, call.left_outs = left_outs, call.log_room = log_room;
    return call;
}

static void release(const struct call *call) {
    const u64 all[] = {call->room, call->keys, call->parameters, call->varying, call->values, call->replications, call->left_out,
                       call->variants, call->answers, call->answered, call->injected, call->injections, call->rows, call->log};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) free((void *)(uintptr_t)all[k]);
}

static void complain(const char *what) {
    fprintf(stderr, "call %d: %s\n", (int)the_call, what);
    exit(1);
}

static void play_as_it_is(const struct recorded *it, FILE *out) {
    const struct block *head = (const struct block *)(const void *)it->parts[THE_BLOCK];
    if (kernel_check(it->parts[THE_BLOCK], it->sizes[THE_BLOCK])) complain("the block is flawed");
    if (it->sizes[THE_ROOM] != kernel_room(it->parts[THE_BLOCK])) complain("the room has another size than was recorded");
    struct call call = prepared(it, head, it->numbers[3]);
    if (kernel_play(&call)) complain("it makes no sense");
    i64 told = call.logged < call.log_room ? call.logged : call.log_room;
    fwrite((void *)(uintptr_t)call.rows, 1, (size_t)it->sizes[THE_ROWS], out);
    if (told) fwrite((void *)(uintptr_t)call.log, sizeof(struct record), (size_t)told, out);
    release(&call);
}

/* Damage: */

static u64 dice;

static u64 roll(u64 sides) { /* xorshift64* */
    dice ^= dice >> 12, dice ^= dice << 25, dice ^= dice >> 27;
    return (dice * 0x2545F4914F6CDD1Du >> 33) % sides;
}

/* What stands in the place of the word at *k*: an end of some range, what is next to it, or what stands elsewhere. */
static i32 another(const i32 *words, u64 k, u64 count) {
    i32 old = words[k];
    u64 near = k + roll(65);
    switch (roll(12)) {
    case 0: return 0;
    case 1: return -1;
    case 2: return old == INT32_MAX ? old : old + 1;
    case 3: return old == INT32_MIN ? old : old - 1;
    case 4: return INT32_MAX;
    case 5: return INT32_MIN;
    case 6: return (i32)roll(64);
    case 7: return (i32)((u32)roll((u64)1 << 31) << 1 | roll(2));
    case 8: return words[roll(count)];
    default: return words[near < 32 ? 0 : near - 32 < count ? near - 32 : count - 1];
    }
}

static double another_number(void) {
    const double all[] = {0.0, -0.0, 1.0, -1.0, 0.5, 1e-300, 1e12, 9.3e18, 1e308, -1e308, HUGE_VAL, -HUGE_VAL, HUGE_VAL - HUGE_VAL};
    return all[roll(sizeof all / sizeof *all)];
}

static void damage(u8 *bytes, i64 size, i64 from) {
    u64 words = (u64)(size - from) / 4;
    if (size <= from || words == 0) return;
    i32 *first = (i32 *)(void *)(bytes + from);
    u64 k = roll(words);
    if (roll(8) == 0 && size - from >= 8) {
        double number = another_number();
        memcpy(bytes + from + k / 2 * 8 - (k / 2 * 8 + 8 > (u64)(size - from) ? 8 : 0), &number, 8);
    } else {
        first[k] = another(first, k, words);
    }
}

/* One damage in ten meets a list of the call, one in ten the head of the block. */
static void damage_something(struct recorded *it) {
    const enum part lists[] = {THE_VARYING,  THE_REPLICATIONS, THE_VARIANTS,   THE_ANSWERS, THE_ANSWERED,
                               THE_INJECTED, THE_INJECTIONS,   THE_PARAMETERS, THE_VALUES,  THE_LEFT_OUT};
    for (u64 times = roll(3) ? 1 : 1 + roll(4); times; times--) {
        enum part list = lists[roll(sizeof lists / sizeof *lists)];
        if (roll(10) == 0 && it->sizes[list] > 0)
            damage(it->parts[list], it->sizes[list], 0);
        else if (roll(9) == 0)
            damage(it->parts[THE_BLOCK], sizeof(struct block), 8);
        else
            damage(it->parts[THE_BLOCK], it->sizes[THE_BLOCK], sizeof(struct block));
    }
}

static sigjmp_buf out_of_patience;

static void tire(int signal) {
    (void)signal;
    siglongjmp(out_of_patience, 1); /* the kernel keeps nothing between calls, so it can be left at any moment */
}

static void wait_at_most(i64 microseconds) {
    struct itimerval timer = {{0, 0}, {0, (suseconds_t)microseconds}};
    setitimer(ITIMER_REAL, &timer, 0);
}

/* The address sanitizer calls this before it tells what it has found, for which it gets all the time it needs. */
void __asan_on_error(void);
void __asan_on_error(void) { wait_at_most(0); }

/* What the host promises of the answers, and of what is injected: that as many are there as the last lane's end says. */
static int are_there(const struct recorded *it, enum part list, i64 each, enum part begins) {
    if (it->sizes[begins] < 0) return 1;
    i32 end = ((const i32 *)(const void *)it->parts[begins])[it->numbers[0]];
    return end >= 0 && end <= it->sizes[list] / each;
}

static enum fate play_damaged(const struct recorded *it) {
    const u8 *block = it->parts[THE_BLOCK];
    if (kernel_check(block, it->sizes[THE_BLOCK])) return FLAWED;
    i64 room = kernel_room(block), rows = it->numbers[0] * kernel_row_bytes(block);
    if (room < 0 || rows < 0) abort();
    if (room > MOST_ROOM || rows > MOST_ROOM) return TOO_LARGE;
    if (!are_there(it, THE_ANSWERS, 4, THE_ANSWERED) || !are_there(it, THE_INJECTED, 8, THE_INJECTIONS)) return SENSELESS;
    struct call call = prepared(it, (const struct block *)(const void *)block, roll(2) ? SHORT_LOG : 0);
    volatile enum fate fate = TIRED;
    if (!sigsetjmp(out_of_patience, 1)) {
        wait_at_most(PATIENCE);
        fate = kernel_play(&call) ? SENSELESS : PLAYED;
    }
    wait_at_most(0);
    release(&call);
    return fate;
}

static void play_mutants(const struct recorded *it, i64 mutants, i64 fates[FATES]) {
    for (i64 mutant = 0; mutant < mutants; mutant++) {
        struct recorded damaged = *it;
        the_mutant = (sig_atomic_t)mutant;
        for (int part = 0; part < ADDRESSES; part++)
            damaged.parts[part] = it->parts[part] ? (u8 *)(uintptr_t)copy(it, (enum part)part, it->sizes[part]) : 0;
        damage_something(&damaged);
        fates[play_damaged(&damaged)]++;
        forget(&damaged);
    }
}

static void tell_where(int signal) {
    fprintf(stderr, "signal %d in call %d, mutant %d\n", signal, (int)the_call, (int)the_mutant);
    _exit(1);
}

static void on(int number, void (*handler)(int)) {
    struct sigaction action = {.sa_handler = handler};
    sigaction(number, &action, 0);
}

int main(int count, char **words) {
    FILE *calls = count > 2 ? fopen(words[1], "rb") : 0, *out = calls && count == 3 ? fopen(words[2], "wb") : 0;
    if (!calls || (count == 3) != (out != 0)) return 2;
    i64 fates[FATES] = {0}, mutants = count > 3 ? atoll(words[2]) : 0;
    dice = count > 3 ? (u64)atoll(words[3]) * 2 + 1 : 1;
    struct recorded it;
    on(SIGABRT, tell_where);
    on(SIGALRM, tire);
    for (; next_call(&it, calls); the_call++) {
        if (out)
            play_as_it_is(&it, out);
        else
            play_mutants(&it, mutants, fates);
        forget(&it);
    }
    printf("%d calls", (int)the_call);
    const char *names[FATES] = {"played", "refused as flawed", "too large", "refused as senseless", "left unfinished"};
    for (int k = 0; !out && k < FATES; k++) printf(", %lld %s", (long long)fates[k], names[k]);
    printf("\n");
    if (out) fclose(out);
    fclose(calls);
    return 0;
}

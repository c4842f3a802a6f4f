"""Programme → the tables that the kernel plays, in one block of bytes: block.h says what every number in it is."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import blocked_pairs
from escalation_sim.engines.kernel.assembly import assembled
from escalation_sim.engines.kernel.steps import Code, Register, Registers
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import standard_normal
from escalation_sim.model.programme import AggregatePlan, EventPlan, Formula, LadderPlan, OutcomePlan, Programme, WayPlan

MAGIC = 0x45534B31
NONE = -1
PLAIN, BELL, WAIT = range(3)
COUNTS = ("deciding", "climbs", "descents", "shelved", "refused", "final", "highest")
"""Of each ladder, in the order of `enum count` in play.h."""

STOPPED = ("failure", "failed_at", "failed_in_minute")
"""In the order of `enum stopped` in play.h."""

AGGREGATES = ("peak", "low", "final", "average", "days", "first", "count", "on")
"""In the order of `enum kind_of_aggregate` in block.h."""

FLAWS = (
    "SOUND", "NO_BLOCK", "A_TABLE", "A_NUMBER", "A_STEP", "A_FORMULA", "A_PLACE", "A_CONDITION", "A_READ", "A_DATE", "AN_EVENT",
    "A_LADDER", "A_WAY", "AN_OUTCOME",
)  # fmt: skip
"""In the order of `enum flaw` in block.h."""

Row = tuple[int, ...]


@dataclass(frozen=True)
class Share:
    """What is a ladder's of the stages and of the columns of `blocked` of all ladders, and which of them it is."""

    number: int
    stages: slice
    columns: slice


_HEAD = struct.Struct("<Ii11i")
_TABLES = 18


@dataclass(frozen=True)
class Tables:
    """A programme as a *block* of bytes; *places* are those of its luck, *formulas* its expressions, by their numbers there."""

    programme: Programme
    block: bytes
    places: tuple[str, ...]
    formulas: tuple[Formula, ...]
    expressions: Callable[[], bytes]

    @cached_property
    def module(self) -> bytes:
        """The expressions as a module of WebAssembly, see `assembly`."""
        return self.expressions()

    @cached_property
    def shares(self) -> Mapping[str, Share]:
        """What is whose in the rows that the kernel writes, by ladder."""
        found, stage, column = dict[str, Share](), 0, 0
        for number, plan in enumerate(self.programme.ladders):
            stages, columns = stage + len(plan.ways), column + len(blocked_pairs(plan))
            found[plan.name] = Share(number, slice(stage, stages), slice(column, columns))
            stage, column = stages, columns
        return found

    @cached_property
    def row_type(self) -> np.dtype[Any]:
        """What the kernel writes of a history, see `kernel_row_bytes`."""
        *_, last = self.shares.values()
        stages, columns = last.stages.stop, last.columns.stop
        matrices = {"first_reached": stages, "stage_minutes": stages, "blocked": columns, "blocked_alone": columns}
        whole = sum(matrices.values()) + len(COUNTS) * len(self.shares) + len(STOPPED)
        return np.dtype(
            [
                ("outcomes", "<f8", (len(self.programme.outcomes),)),
                ("wrong", "<f8"),
                *((name, "<i4", (width,)) for name, width in matrices.items()),
                ("counts", [(name, "<i4") for name in COUNTS], (len(self.shares),)),
                *((name, "<i4") for name in STOPPED),
                ("filled_up", "<i4", (whole % 2,)),  # with a name, so that whoever copies a row copies all of its bytes
            ],
            align=True,
        )


@dataclass
class _Written:
    """What has been written of the block so far."""

    programme: Programme
    registers: Registers
    codes: list[Code] = field(default_factory=list)
    formulas: dict[Formula, int] = field(default_factory=dict)
    conditions: dict[str, int] = field(default_factory=dict)  # by their text; those of brakes have numbers of their own
    conditions_of: list[Formula] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    standards: list[int] = field(default_factory=list)
    sets: list[tuple[int, int]] = field(default_factory=list)
    heeds: list[tuple[int, int]] = field(default_factory=list)

    def formula(self, formula: Formula | None) -> int:
        """The number of a formula, which stands in the block from now on."""
        if formula is None:
            return NONE
        if formula not in self.formulas:
            self.formulas[formula] = len(self.formulas)
            self.codes.append(self.registers.code(formula.expression))
            for place, standard in zip(formula.draw_places, formula.standards, strict=True):
                self.place(place, PLAIN if standard is None else BELL if standard is standard_normal else WAIT)
        return self.formulas[formula]

    def place(self, place: str, standard: int = PLAIN) -> int:
        self.places.append(place)
        self.standards.append(standard)
        return len(self.places) - 1

    def brake(self, formula: Formula) -> None:
        self.conditions_of.append(formula)
        self.formula(formula)

    def condition(self, formula: Formula) -> int:
        """The number of a condition: the same for conditions that say the same."""
        text = formula.expression.canonical
        if text not in self.conditions:
            self.conditions[text] = len(self.conditions_of)
            self.conditions_of.append(formula)
            self.formula(formula)
        return self.conditions[text]

    def chance(self, formula: Formula | None, place: str) -> tuple[int, int]:
        """The numbers of a chance and of the place of its own luck."""
        return (NONE, NONE) if formula is None else (self.formula(formula), self.place(place))

    def event(self, plan: EventPlan) -> Row:
        first = len(self.sets)
        quantity = self.programme.first_quantity
        times = [self.formula(time) for time in (plan.at, plan.every, plan.start, plan.first, plan.hold, plan.after, plan.until)]
        always = isinstance(plan.while_.expression.tree, ex.Truth) and plan.while_.expression.tree.value
        guard = NONE if always else self.formula(plan.while_)
        chance = self.chance(plan.chance, plan.chance_place)
        self.sets += [(slot - quantity, self.formula(formula)) for slot, _, formula in plan.set]
        condition = self.condition(plan.when) if plan.when else NONE
        trigger = 0 if plan.at else 1 if plan.every else 2
        most = NONE if plan.event.times is None else min(plan.event.times, 2**31 - 1)
        holds = int(plan.hold.expression.constant != 0)
        return (trigger, *times, guard, *chance, most, first, len(plan.set), condition, holds)

    def way(self, plan: WayPlan, first_stage: int, columns: Mapping[tuple[int, int], int]) -> Row:
        first = len(self.heeds)
        self.heeds += [(brake, columns[plan.target, brake]) for brake in plan.brakes]
        target, conditions = first_stage + plan.target, (self.condition(plan.when), self.condition(plan.keep))
        times = self.formula(plan.hold), self.formula(plan.decide), self.formula(plan.again)
        return (target, *conditions, *times, *self.chance(plan.chance, plan.chance_place), first, len(plan.brakes))

    def aggregate(self, plan: AggregatePlan) -> Row:
        kind, minute = AGGREGATES.index(plan.aggregate.kind), plan.aggregate.minute
        return (kind, self.formula(plan.formula), *(NONE if one is None else one for one in (plan.event, minute, plan.slot)))


def tables_of(programme: Programme) -> Tables:
    """What the kernel plays of *programme*."""
    scenario = programme.scenario
    settled = {parameter.name for parameter in scenario.parameters} | scenario.places.keys()
    brakes = {brake.name: brake.while_.tree for brake in scenario.brakes}
    written = _Written(programme, Registers(programme.slots, frozenset(settled), brakes))
    for formula in programme.brakes:
        written.brake(formula)
    initial = [written.formula(formula) for formula in programme.initial]
    events = [written.event(plan) for plan in programme.events]
    ladders = _Ladders()
    for plan in programme.ladders:
        ladders.add(plan, written)
    aggregates = [written.aggregate(plan) for plan in programme.aggregates]
    outcomes = _outcomes(programme.outcomes, written)
    first = programme.first_quantity
    bounds = [(-np.inf if q.min is None else q.min, np.inf if q.max is None else q.max) for q in scenario.quantities]
    begins, constants = _begins(programme, written.registers), [float.fromhex(text) for text in written.registers.constants]
    steps, formulas = _laid_out(programme, written, begins)
    seen = [(slot, k) for k, plan in enumerate(programme.aggregates) if plan.formula for slot in sorted(plan.formula.reads)]
    known = np.array(
        [(minute, slot, value) for minute, slot, value in programme.timeline],
        [("minute", "<i4"), ("slot", "<i4"), ("value", "<f8")],
    )
    contents = [
        (len(constants), np.array(constants, "<f8")),
        _rows(steps, 6),
        _rows(formulas, 6),
        _rows(written.standards),
        _rows(initial),
        (2 * len(bounds), np.array(bounds, "<f8")),
        _rows([written.formulas[formula] for formula in written.conditions_of]),
        _rows([(slot, k) for k, formula in enumerate(written.conditions_of) for slot in sorted(formula.reads)], 2),
        _rows(seen, 2),
        (len(known), known),
        _rows(events, 16),
        _rows(written.sets, 2),
        _rows(ladders.rows, 7),
        _rows(ladders.stages, 2),
        _rows(ladders.ways, 10),
        _rows(written.heeds, 2),
        _rows(aggregates, 5),
        _rows(outcomes, 3),
    ]
    numbers = (
        scenario.end, first, len(scenario.quantities), programme.now_slot - programme.slots["highest"] - 1, len(scenario.places),
        len(written.registers.worked_out), written.registers.draws, written.registers.temporaries, len(programme.brakes),
        ladders.columns, len(formulas) - 1,
    )  # fmt: skip
    expressions = partial(assembled, tuple(written.codes), begins, constants)
    return Tables(programme, _packed(numbers, contents), tuple(written.places), tuple(written.formulas), expressions)


@dataclass
class _Ladders:
    """The rows of the ladders, of their stages and of their ways, and how many columns of `blocked` there are."""

    rows: list[Row] = field(default_factory=list)
    stages: list[Row] = field(default_factory=list)
    ways: list[Row] = field(default_factory=list)
    columns: int = 0

    def add(self, plan: LadderPlan, written: _Written) -> None:
        """The rows of one more."""
        first = len(self.stages)
        columns = {pair: column for column, pair in enumerate(blocked_pairs(plan), self.columns)}
        slots = plan.place_slot, NONE if plan.highest_slot is None else plan.highest_slot
        self.rows.append((first, len(plan.ways), first + plan.ladder.start_stage, *slots, self.columns, len(columns)))
        self.columns += len(columns)
        for here in plan.ways:
            self.stages.append((len(self.ways), len(here)))
            self.ways += [written.way(way, first, columns) for way in here]


def _outcomes(plans: Iterable[OutcomePlan], written: _Written) -> list[Row]:
    rows, first = list[Row](), 0
    for plan in plans:
        rows.append((written.formula(plan.measure), first, len(plan.aggregates)))
        first += len(plan.aggregates)
    return rows


def _begins(programme: Programme, registers: Registers) -> dict[str, int]:
    """Where each kind of register begins."""
    begins = {"slot": 0, "constant": len(programme.slots)}
    begins["worked_out"] = begins["constant"] + len(registers.constants)
    begins["draw"] = begins["worked_out"] + len(registers.worked_out)
    begins["temporary"] = begins["draw"] + registers.draws
    return begins


def _laid_out(programme: Programme, written: _Written, begins: Mapping[str, int]) -> tuple[list[Row], list[Row]]:
    """Steps and formulas, every register where it stands. The last formula fills what is worked out beforehand."""
    registers = written.registers

    def at(register: Register) -> int:
        return begins[register.kind] + register.number

    steps, formulas = list[Row](), list[Row]()
    place = {name: number for number, name in enumerate(written.places)}
    places = [place[formula.draw_places[0]] if formula.draw_places else 0 for formula in written.formulas]
    draws = [len(formula.draw_places) for formula in written.formulas]
    for code, first, many in zip(
        [*written.codes, Code(tuple(registers.beforehand), Register("slot", 0))], [*places, 0], [*draws, 0], strict=True
    ):
        fixed = not code.steps and (code.result.kind in ("constant", "worked_out") or _is_settled(programme, code.result))
        formulas.append((at(code.result), len(steps), len(code.steps), first, many, int(fixed)))
        for operation, to, given in code.steps:
            steps.append((operation, at(to), *(at(register) for register in given), *[0] * (4 - len(given))))
    return steps, formulas


def _is_settled(programme: Programme, register: Register) -> bool:
    """Whether a slot is that of a parameter or of a stage."""
    return register.number < programme.first_quantity or register.number > programme.now_slot


def _rows(rows: Sequence[Any], width: int = 1) -> tuple[int, NDArray[Any]]:
    return len(rows), np.array(rows, "<i4").reshape(len(rows), width)


def _packed(numbers: Sequence[int], contents: Iterable[tuple[int, NDArray[Any]]]) -> bytes:
    """The head, then every table at a multiple of 8 bytes."""
    head, body = list[int](), bytearray()
    begin = (_HEAD.size + 8 * _TABLES + 7) // 8 * 8
    for count, rows in contents:
        head += [count, begin + len(body)]
        body += rows.tobytes()
        body += bytes(-len(body) % 8)
    size = begin + len(body)
    packed = _HEAD.pack(MAGIC, size, *numbers) + struct.pack(f"<{len(head)}i", *head)
    return packed.ljust(begin, b"\0") + bytes(body)

"""Scenarios that cannot be kept in a text file, or are too big for one: each a name, its bytes and the words of its error."""

from __future__ import annotations

SCENARIO = """\
title: {title}
period: {{start: 2024-10-08, end: 2024-12-31}}
quantities:
  troops: {{initial: {initial}, min: 0}}
events:
  wave:
    every: 7 days
    set:
      troops: {effect}
ladder:
  - stage: low
  - stage: high
    climb: {{when: troops >= 5000}}
{tail}"""

MEBIBYTE = 1024 * 1024


def scenario(
    title: str = "A hostile file",
    initial: str = "0",
    effect: str = "troops + 1000",
    head: str = "",
    tail: str = "",
) -> bytes:
    """A scenario that is sound but for what is put into it."""
    return (head + SCENARIO.format(title=title, initial=initial, effect=effect, tail=tail)).encode()


def with_title(raw: bytes) -> bytes:
    """A scenario whose title is these very bytes."""
    return scenario(title="@@").replace(b"@@", raw)


def with_section(name: str, raw: str) -> bytes:
    """A sound scenario and one section more, on one line."""
    return scenario(tail=f"{name}: {raw}\n")


def parentheses(depth: int) -> str:
    """An expression this deep in parentheses."""
    return "(" * depth + "troops" + ")" * depth


def calls(depth: int) -> str:
    """An expression of this many calls inside each other."""
    return "abs(" * depth + "troops" + ")" * depth


def ifs(depth: int) -> str:
    """An expression of this many `if` inside each other."""
    return "0 if true else " * depth + "troops"


def long_expression(length: int) -> str:
    """A sum of exactly this many characters."""
    return "troops" + " + 1" * ((length - 6) // 4) + "0" * ((length - 6) % 4)


def nested_mappings(depth: int) -> str:
    """Mappings inside each other by indentation, from the first column."""
    return "".join("  " * level + f"a{level}:\n" for level in range(depth)) + "  " * depth + "last: 1\n"


def laughs(width: int, depth: int) -> str:
    """Anchors whose aliases multiply: width to the power of depth."""
    lines = ["a0: &a0 [" + ", ".join(["ha"] * width) + "]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * width) + "]" for n in range(1, depth + 1)]
    return "\n".join(lines) + "\n"


def merges(width: int, depth: int) -> str:
    """The same with merge keys."""
    lines = ["a0: &a0 {ha: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [" + ", ".join([f"*a{n - 1}"] * width) + "]}" for n in range(1, depth + 1)]
    return "\n".join(lines) + "\n"


def misspelt_names(count: int) -> bytes:
    """As many quantities, and an event that sets as many unknown ones, each close to all of the known."""
    known = "".join(f"  quantity_number_{n}: 0\n" for n in range(count))
    unknown = ", ".join(f"qantity_numbre_{n}: 0" for n in range(count))
    text = scenario().decode()
    text = text.replace("events:\n", known + "events:\n")
    text = text.replace("ladder:\n", "  second: {every: 9 days, set: {" + unknown + "}}\nladder:\n")
    return text.encode()


def misspelt_stages(count: int) -> bytes:
    """A ladder of as many stages, each with a way from one that is not there, close to all of the others."""
    stages = "".join(f"      - {{stage: step_{n}, climb: {{when: troops > 1, from: setp_{n}}}}}\n" for n in range(1, count))
    return scenario(tail=f"ladders:\n  moscow:\n    stages:\n      - stage: step_0\n{stages}")


def outcome(measure: str) -> bytes:
    """A sound scenario with one outcome."""
    return scenario(tail=f"outcomes:\n  it: {{measure: '{measure}'}}\n")


UP_TO_THE_ROOT = "../" * 32

HOSTILE: dict[str, tuple[bytes, tuple[str, ...]]] = {
    # not UTF-8
    "latin_1": (with_title("S\u00e9oul".encode("latin-1")), ("UTF-8",)),
    "utf_16_little": (scenario().decode().encode("utf-16"), ("UTF-8",)),
    "utf_16_big": (b"\xfe\xff" + scenario().decode().encode("utf-16-be"), ("UTF-8",)),
    "utf_16_without_its_mark": (scenario().decode().encode("utf-16-le"), ("character",)),
    "utf_32": (scenario().decode().encode("utf-32"), ("UTF-8",)),
    "utf_8_cut_short": (scenario() + b"# \xe2\x82", ("UTF-8",)),
    "utf_8_overlong": (with_title(b"\xc0\xaf"), ("UTF-8",)),
    "utf_8_surrogate": (with_title(b"\xed\xa0\x80"), ("UTF-8",)),
    "utf_8_beyond_unicode": (with_title(b"\xf7\xbf\xbf\xbf"), ("UTF-8",)),
    "every_byte": (bytes(range(256)), ("UTF-8",)),
    "png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ("UTF-8",)),
    # characters that no scenario needs
    "nul": (with_title(b"A \x00 file"), ("character",)),
    "nul_alone": (b"\x00", ("character",)),
    "bell": (with_title(b"A \x07 file"), ("character",)),
    "escape": (with_title(b"A \x1b[31mred\x1b[0m file"), ("character",)),
    "delete": (with_title(b"A \x7f file"), ("character",)),
    "c1_control": (with_title("A \u009b file".encode()), ("character",)),
    "control_in_comment": (scenario(head="# \x08\x08\n"), ("character",)),
    "control_in_expression": (scenario(effect="troops + \x0b 1000"), ("character",)),
    "right_to_left_override": (with_title("A \u202e elif".encode()), ("202E",)),
    "right_to_left_override_in_comment": (scenario(head="# \u202e\n"), ("202E",)),
    "right_to_left_override_in_key": (with_section("act\u202eor", "Seoul"), ("202E",)),
    "right_to_left_isolate": (with_title("A \u2067 elif".encode()), ("2067",)),
    "left_to_right_embedding": (with_title("A \u202a file".encode()), ("202A",)),
    "nul_escaped": (with_title(rb'"A \0 file"'), ("character",)),
    "bell_escaped": (with_title(rb'"A \x07 file"'), ("character",)),
    "escape_escaped": (with_title(rb'"A \e[31mred file"'), ("character",)),
    "right_to_left_override_escaped": (with_title(rb'"A \u202e elif"'), ("202E",)),
    "right_to_left_isolate_escaped": (with_title(rb'"A \U00002067 elif"'), ("2067",)),
    "right_to_left_override_escaped_in_key": (scenario(tail='"act\\u202eor": Seoul\n'), ("202E",)),
    "surrogate_escaped": (with_title(rb'"A \ud800 file"'), ("character",)),
    "beyond_unicode_escaped": (with_title(rb'"A \U00110000 file"'), ("character",)),
    "far_beyond_unicode_escaped": (with_title(rb'"A \Uffffffff file"'), ("character",)),
    "unknown_escape": (with_title(rb'"C:\path"'), ("\\p",)),
    # size
    "more_than_a_mebibyte_of_comment": (scenario(tail="# " + "x" * MEBIBYTE + "\n"), ("1 MiB",)),
    "more_than_a_mebibyte_of_text": (with_section("description", "x" * MEBIBYTE), ("1 MiB",)),
    "more_than_a_mebibyte_of_spaces": (b" " * (MEBIBYTE + 1), ("1 MiB",)),
    "more_than_a_mebibyte_of_line_breaks": (b"\n" * (MEBIBYTE + 1), ("1 MiB",)),
    "too_many_nodes_in_a_list": (with_section("description", "[" + "a," * 50_001 + "]"), ("nodes",)),
    "too_many_nodes_in_mappings": (
        with_section("brakes", "{" + ", ".join(f"b{n}: 1" for n in range(25_001)) + "}"),
        ("nodes",),
    ),
    "too_many_nodes_in_lines": (scenario(tail="description:\n" + "- a\n" * 50_001), ("nodes",)),
    # The limit is 32. 34 lists below the root are too many, whether or not the root is counted.
    "too_deep_in_lists": (with_section("description", "[" * 34 + "]" * 34), ("32",)),
    "too_deep_in_mappings": (with_section("description", "{a: " * 34 + "1" + "}" * 34), ("32",)),
    "too_deep_by_indentation": (nested_mappings(34).encode(), ("32",)),
    "too_deep_in_dashes": (scenario(tail="description:\n  " + "- " * 34 + "a\n"), ("32",)),
    "a_hundred_thousand_brackets": (b"[" * 100_000, ("32",)),
    "a_hundred_thousand_brackets_closed": (b"[" * 100_000 + b"]" * 100_000, ("32",)),
    "a_hundred_thousand_braces": (b"{" * 100_000, ("32",)),
    "a_hundred_thousand_mappings": (b"{a: " * 100_000, ("32",)),
    "a_hundred_thousand_dashes": (b"- " * 100_000, ("32",)),
    "a_hundred_thousand_question_marks": (b"? " * 100_000, ("32",)),
    # bombs
    "billion_laughs": (scenario(tail=laughs(10, 9)), ("anchor",)),
    "billion_laughs_alone": (laughs(10, 9).encode(), ("anchor",)),
    "merge_bomb": (scenario(tail=merges(10, 9)), ("anchor",)),
    "alias_of_itself": (with_section("description", "&a [*a]"), ("anchor",)),
    "merge_of_itself": (with_section("brakes", "&a {<<: *a}"), ("anchor",)),
    "ten_thousand_anchors": (
        with_section("description", "[" + ", ".join(f"&a{n} x" for n in range(10_000)) + "]"),
        ("anchor",),
    ),
    "ten_thousand_misspelt_names": (misspelt_names(10_000), ("qantity_numbre_0", "quantity_number_")),
    "ten_thousand_repeated_keys": (
        with_section("brakes", "{" + ", ".join(["law: 1"] * 10_000) + "}"),
        ("law", "twice"),
    ),
    # numbers
    "a_number_of_5000_digits": (scenario(initial="9" * 5_000), ("number",)),
    "a_number_of_5000_digits_and_a_point": (scenario(initial="9" * 5_000 + ".0"), ("number",)),
    "a_number_of_5000_digits_in_underscores": (scenario(initial="_".join(["999"] * 1_667)), ("number",)),
    "an_octal_number_of_5000_digits": (scenario(initial="0o" + "7" * 5_000), ("number",)),
    "a_hexadecimal_number_of_5000_digits": (scenario(initial="0x" + "f" * 5_000), ("number",)),
    "a_sexagesimal_number_of_5000_places": (scenario(initial="1" + ":59" * 5_000), ("number",)),
    "a_number_of_400_digits_in_an_expression": (scenario(effect="9" * 400 + " + 1"), ("finite",)),
    "an_exponent_of_5000_digits": (scenario(initial="1e" + "9" * 5_000), ("number",)),
    "a_key_of_5000_digits": (scenario(tail="9" * 5_000 + ": 1\n"), ("key",)),
    "times_of_5000_digits": (
        scenario().replace(b"every: 7 days\n", b"every: 7 days\n    times: " + b"1.5" + b"0" * 5_000 + b"\n"),
        ("times", "whole number"),
    ),
    "a_date_of_5000_digits": (scenario().replace(b"2024-12-31", b"9" * 5_000 + b"-12-31"), ("end", "date")),
    "a_duration_of_5000_digits": (scenario().replace(b"7 days", b"-" + b"9" * 5_000 + b" days"), ("every",)),
    # expressions
    "an_expression_of_501_characters": (scenario(effect=long_expression(501)), ("500",)),
    "an_expression_of_a_hundred_thousand_characters": (scenario(effect=parentheses(50_000)), ("500",)),
    "a_condition_of_501_characters": (
        scenario().replace(b"when: troops", b"when: " + long_expression(493).encode()),
        ("500",),
    ),
    "21_parentheses": (scenario(effect=parentheses(21)), ("20",)),
    "200_parentheses": (scenario(effect=parentheses(200)), ("20",)),
    "490_open_parentheses": (scenario(effect="(" * 490), ("(",)),
    "21_calls": (scenario(effect=calls(21)), ("20",)),
    "21_ifs": (scenario(effect=ifs(21)), ("20",)),
    "an_aggregate_of_501_characters": (outcome(f"2 * peak({long_expression(501)})"), ("500",)),
    "arithmetic_of_501_characters": (outcome(f"peak(troops){' + 1' * 125}"), ("506", "500")),
    "arithmetic_of_a_hundred_thousand_aggregates": (outcome("low(troops) + " * 70_000 + "1"), ("500",)),
    "a_hundred_thousand_aggregates_in_one_another": (outcome("low(" * 100_000), ("parenthesis",)),
    "an_aggregate_with_a_hundred_thousand_arguments": (outcome(f"on(troops{', 1' * 100_000})"), ("100001",)),
    "an_unknown_aggregate_of_a_mebibyte": (outcome("low" * 300_000 + "(1)"), ("aggregate",)),
    "21_parentheses_around_an_aggregate": (outcome("(" * 21 + "low(troops)" + ")" * 21), ("20",)),
    "aggregates_of_more_than_the_scenario_may_have": (
        scenario(tail="outcomes:\n" + "".join(f"  o{n}: low(troops){' + low(troops)' * 60}\n" for n in range(100))),
        ("100,000",),
    ),
    # ladders
    "ten_thousand_ladders": (
        scenario(tail="ladders:\n" + "".join(f"  l{n}: {{stages: [{{stage: s{n}}}]}}\n" for n in range(10_000))),
        ("nodes",),
    ),
    "three_thousand_ladders_of_one_stage": (
        scenario(tail="ladders:\n" + "".join(f"  l{n}: {{stages: [{{stage: low}}]}}\n" for n in range(3_000))),
        ("low", "already"),
    ),
    "three_thousand_misspelt_stages": (misspelt_stages(3_000), ("setp_1", "step_0")),
    "three_thousand_places_compared_with_stages_of_others": (
        scenario(
            tail="ladders:\n"
            + "".join(
                f"  l{n}: {{stages: [{{stage: s{n}}}, {{stage: t{n}, climb: {{when: l{n} < s{n + 1}}}}}]}}\n"
                for n in range(3_000)
            )
        ),
        ("a place on the ladder",),
    ),
    # paths
    "extends_a_device": (f"extends: {UP_TO_THE_ROOT}dev/zero\n".encode(), ("dev/zero",)),
    "extends_a_device_by_its_whole_path": (b"extends: /dev/zero\n", ("/dev/zero", "relative")),
    "extends_a_name_of_5000_characters": (b"extends: " + b"a" * 5_000 + b".yaml\n", ("extends",)),
    "extends_nothing": (b'extends: ""\n', ("extends",)),
    "extends_with_nul": (b'extends: "base\\0.yaml"\n', ("character",)),
    "evidence_of_5000_characters": (with_section("evidence", "a" * 5_000), ("evidence",)),
    "evidence_is_a_device": (with_section("evidence", f"{UP_TO_THE_ROOT}dev/zero"), ("dev/zero",)),
    # scanning
    "an_unclosed_quote_of_a_mebibyte": (with_title(b'"' + b"x " * (MEBIBYTE // 2 - 500)), ("quote",)),
    "half_a_million_line_breaks_in_a_quote": (with_title(b"'" + b"\n" * 500_000), ("quote",)),
    "a_key_of_half_a_mebibyte": (scenario(tail="k" * (MEBIBYTE // 2) + ": 1\n"), ("key",)),
    "a_hundred_thousand_colons": (scenario(tail=":" * 100_000 + "\n"), ("key",)),
    "a_hundred_thousand_percent_signs": (b"%" * 100_000, ("directive",)),
}

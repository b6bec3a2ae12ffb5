"""Every hazard that was found when the design was made, with the tests that show it does no harm.

The rows are those of the tables "The terminal and the screen" and "Reading" of what was measured before
anything was built.  A test that is renamed or taken away has to be replaced here.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TERMINAL_AND_SCREEN: dict[str, tuple[str, ...]] = {
    "escape sequences in a note, title or file name": (
        "reliability/test_foreign_screens.py::test_no_screen_sends_a_foreign_sequence",
        "reliability/test_foreign_output.py::test_no_command_sends_a_foreign_sequence",
        "tui/test_hostile_text.py::test_the_line_filter_is_a_second_wall",
        "terminal/test_foreign_sequences.py::test_what_is_looked_for_is_found",
    ),
    "links in styles (OSC 8)": (
        "tui/test_hostile_text.py::test_every_screen_shows_it_as_text",
        "reliability/test_hazards.py::test_no_style_of_ours_has_a_link",
    ),
    "entities": (
        "tui/test_hostile_text.py::test_every_screen_shows_it_as_text",
        "reliability/test_hazards.py::test_entities_are_made_safe_after_parsing",
    ),
    "markup": (
        "reliability/test_bracket_titles.py::test_no_dialog_takes_a_title_for_markup",
        "reliability/test_bracket_titles.py::test_the_app_takes_no_title_for_markup",
        "reliability/test_bracket_titles.py::test_no_message_takes_a_title_for_markup",
        "reliability/test_bracket_titles.py::test_no_command_takes_a_title_for_markup",
        "reliability/test_no_markup.py::test_nothing_of_ours_reads_markup",
    ),
    "links": (
        "reliability/test_links_and_programs.py::test_no_href_leads_out_of_the_notes_or_to_another_scheme",
        "reliability/test_links_and_programs.py::test_the_keys_that_open_and_copy_start_a_program_only_for_the_web",
        "reliability/test_links_and_programs.py::test_a_browser_gets_the_address_as_one_argument_and_nothing_of_ours",
    ),
    "signals": (
        "reliability/test_ended_while_typing.py::test_the_typing_is_kept_and_the_terminal_restored",
        "terminal/test_leaving.py::test_a_signal_keeps_the_text_and_gives_the_terminal_back",
    ),
    "paste": (
        "tui/test_key_gate.py::test_a_pasted_word_runs_nothing_and_is_counted",
        "tui/test_paste_in_dialogs.py::test_a_paste_does_not_say_yes",
        "reliability/test_hazards.py::test_the_end_of_a_paste_inside_it_runs_no_command",
    ),
    "$EDITOR and players": (
        "reliability/test_links_and_programs.py::test_a_file_is_never_an_option_or_a_second_argument_of_an_editor",
        "reliability/test_links_and_programs.py::test_bad_values_of_the_programs_settings_are_explained",
        "reliability/test_links_and_programs.py::test_a_program_that_is_not_there_is_named_with_the_setting",
    ),
}

READING: dict[str, tuple[str, ...]] = {
    "deep YAML": (
        "notes/test_front_matter_yaml_read.py::test_deep_nesting_is_refused_not_crashed_on",
        "reliability/test_hazards.py::test_deep_front_matter_is_refused_in_a_thread_with_a_small_stack",
    ),
    "merge-key and alias bombs": (
        "notes/test_front_matter_yaml_read.py::test_aliases_that_would_fill_the_memory_cost_nothing",
        "notes/test_hostile_directory.py::test_what_is_wrong_with_a_note_is_told",
    ),
    "exceptions that are not YAMLError": (
        "notes/test_front_matter_yaml_read.py::test_what_makes_loaders_raise_does_not_raise_here",
        "notes/test_any_bytes.py::test_any_bytes_are_a_note_with_a_title_and_places_inside_its_text",
    ),
    "YAML 1.1 types": ("notes/test_front_matter_yaml_read.py::test_plain_scalars_are_their_source_text",),
    "front matter by regex": (
        "notes/test_hostile_directory.py::test_four_times_the_text_takes_about_four_times_as_long",
    ),
    "FIFO, device, socket": (
        "notes/test_hostile_directory.py::test_what_is_no_plain_file_says_so",
        "notes/test_hostile_directory.py::test_a_device_is_a_row",
        "reliability/test_hostile_directory_whole.py::test_it_opens_lists_and_shows_each_with_its_reason_in_little_memory",
    ),
    "symlinks": (
        "notes/test_hostile_directory.py::test_every_file_is_a_row_or_left_out_by_rule",
        "reliability/test_hazards.py::test_a_folder_that_becomes_a_link_is_not_written_through",
        "reliability/test_hazards.py::test_no_folder_is_watched_through_a_link",
    ),
    "names": (
        "cli/test_hostile.py::test_a_name_that_is_not_utf_8_is_listed_and_given_as_json",
        "cli/test_hostile.py::test_null_ended_paths_in_a_pipe_are_the_very_bytes",
    ),
    "huge": (
        "reliability/test_hostile_directory_whole.py::test_it_opens_lists_and_shows_each_with_its_reason_in_little_memory",
        "reliability/test_hazards.py::test_of_a_huge_note_only_the_head_is_read",
    ),
}


@pytest.mark.parametrize("hazard", [*TERMINAL_AND_SCREEN, *READING])
def test_each_hazard_has_its_tests(hazard: str) -> None:
    for name in {**TERMINAL_AND_SCREEN, **READING}[hazard]:
        path, _, function = name.partition("::")
        tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
        found = {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert function in found, name

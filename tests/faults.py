"""What can go wrong and the test that shows what happens then; `python -m tests.faults` prints it.

Names of functions are tests of the suite, names without `test_` are slow proofs in `tests/slow`.
"""

TABLE: dict[str, tuple[str, ...]] = {
    "killed between a rating and the next card": (
        "kills",
        "screen_kills",
        "test_making_the_file_cut_short_anywhere_leaves_nothing_half_made",
    ),
    "power lost at any write": ("power",),
    "a call fails in a command that writes": ("writers",),
    "a write or sync fails": ("failures", "test_an_answer_sent_again_is_committed_again"),
    "disk full during a review": ("full",),
    "disk full in a copy": ("test_a_disk_that_is_full_leaves_no_half_copy_and_the_old_ones",),
    "file locked by another process": (
        "test_an_answer_waits_while_another_process_holds_the_file_and_is_written_once",
        "test_an_answer_that_could_not_be_saved_is_named_and_kept_and_added_later",
    ),
    "two windows": (
        "test_a_card_answered_in_another_window_is_refused_and_nothing_written",
        "test_a_sitting_follows_what_another_window_does",
        "test_another_windows_event_and_an_earlier_days_are_asked_about_before_they_are_taken_back",
    ),
    "home read-only": ("test_a_read_only_folder_shows_everything_and_takes_no_answer",),
    "home missing or no folder": (
        "test_a_read_only_folder_without_a_file_is_one_sentence",
        "test_a_home_that_is_no_folder_is_one_sentence",
    ),
    "file empty, cut, foreign or its header damaged": ("test_a_bad_file_is_one_sentence_and_stays_as_it_is",),
    "bits flipped": ("flips", "test_a_damaged_page_is_noticed_or_does_not_matter"),
    "journal foreign or missing": ("test_a_lost_file_and_its_foreign_journal_are_replaced",),
    "bare file copied": ("test_a_copy_of_the_open_file_has_every_answer",),
    "copy made while answers are written": (
        "test_copies_made_while_another_process_answers_are_never_torn",
        "test_copies_made_while_another_window_answers_are_whole",
    ),
    "restore from each copy": (
        "test_every_copy_can_be_put_back_and_gone_on_with",
        "test_a_sound_file_is_replaced_as_it_was_wished_and_kept",
    ),
    "copies of 400 days": ("test_four_hundred_days_leave_twelve_days_ten_weeks_and_nine_months",),
    "format of a newer program": ("test_a_bad_file_is_one_sentence_and_stays_as_it_is",),
    "killed in a migration": ("test_a_migration_that_is_killed_anywhere_leaves_the_old_file_or_the_new_one",),
    "killed in a merge, repair, restore or copy": ("test_whatever_is_killed_on_the_way_loses_no_event",),
    "exception while an answer is written": ("test_an_exception_on_the_way_leaves_nothing_half_written",),
    "clock back or years ahead": (
        "test_time_in_the_log_never_runs_back_whatever_the_clock_does",
        "test_a_clock_that_went_back_is_said",
        "test_a_card_answered_by_a_clock_years_ahead_comes_back_when_the_clock_is_right",
        "test_a_learning_step_that_a_wrong_clock_dated_has_ended",
        "test_the_app_says_a_jump_of_the_clock_once",
        "test_days_that_only_a_wrong_clock_has_seen_do_not_count_until_they_come",
    ),
    "summer time, rollover, travel": (
        "test_a_night_when_the_clocks_change_is_one_study_day",
        "test_a_moved_rollover_hour_keeps_every_day_that_was_written",
        "test_a_journey_moves_no_due_day_and_loses_no_answer",
        "test_a_zone_that_moved_is_said_with_the_day_that_it_makes",
        "test_an_hour_of_the_new_day_that_moved_is_said_at_the_next_sitting_and_no_more",
    ),
    "states that make no sense": (
        "test_a_state_that_would_break_the_model_is_refused",
        "test_states_that_are_lost_or_behind_are_made_again",
    ),
    "undo any number of times, after a restart": ("test_undo_goes_back_any_number_of_steps_also_after_a_restart",),
    "a key that repeats itself": (
        "test_key_repeat_rates_only_the_card_that_was_revealed",
        "test_a_held_space_rates_nothing_and_reveals_one_card",
    ),
    "terminal resized": ("test_resizing_to_tiny_and_back_keeps_the_card",),
    "told to end, terminal closed": (
        "test_a_signal_restores_the_terminal_and_keeps_every_answer",
        "test_a_terminal_that_is_closed_while_the_screen_is_drawn_leaves_no_process_behind",
        "closings",
    ),
    "deck deep, aliased, doubled, not UTF-8": (
        "test_deep_nesting_is_refused_at_once",
        "test_an_alias_bomb_is_refused_line_by_line",
        "test_bytes_of_any_kind_are_read_without_raising",
    ),
    "directive flood": ("test_a_flood_of_directives_or_conflicts_takes_no_time",),
    "look-alikes of YAML 1.1": ("test_an_unquoted_value_is_the_text_as_typed",),
    "control characters anywhere": (
        "test_nothing_in_a_deck_reaches_the_terminal_as_a_command",
        "test_the_name_of_a_deck_file_never_steers_the_terminal",
    ),
    "markup in any field": ("test_every_screen_shows_it_as_typed_and_nothing_happens",),
    "hostile formula": ("test_a_hostile_text_is_refused_with_a_sentence_and_in_no_time",),
    "card edited, id kept or changed": ("test_a_card_without_an_id_keeps_its_progress_through_edits_there_and_back",),
    "logs merged in any order, torn, conflict copies": (
        "test_merging_is_a_union_whatever_the_order_and_however_often",
        "test_torn_lines_windows_line_ends_and_conflict_copies_cost_nothing",
    ),
    "one card on two devices on one day": ("test_answers_to_one_card_on_two_devices_on_one_day_fold_by_time",),
    "device copied": ("test_a_copied_device_is_noticed_and_takes_another_name",),
    "file moved, replaced or removed while open": (
        "test_a_file_that_goes_while_it_is_open_takes_no_answer_silently",
        "test_what_an_open_file_held_can_be_brought_into_the_one_that_is_there_now",
        "test_the_screen_asks_whether_to_bring_in_what_the_open_file_held",
    ),
    "event changed behind the program's back": (
        "test_an_event_changed_behind_the_programs_back_is_named",
        "test_the_checksum_catches_a_changed_byte_in_any_column",
    ),
    "damage that salvage can heal": ("test_damage_is_named_and_mended_and_the_old_file_is_kept",),
    "bytes that are no text on stdin": (
        "test_bytes_that_are_no_text_do_not_end_the_program",
        "test_bytes_that_are_no_text_are_wrong_letters_in_plain_lines",
        "fuzz",
    ),
    "broken input of every sort": ("fuzz",),
    "stdout full, closed or of another encoding": (
        "test_a_full_disk_behind_stdout_is_said",
        "test_closed_streams_do_no_harm",
        "test_an_encoding_that_cannot_show_a_character_gets_a_replacement",
    ),
    "settings as a pipe": ("test_settings_that_are_a_pipe_do_not_wait",),
    "folder that others can read": ("test_the_file_and_its_copies_are_for_their_owner_alone_whoever_made_the_folder",),
    "no terminal, one that cannot draw": (
        "test_it_works_without_a_terminal_and_in_a_locale_without_blocks",
        "test_a_terminal_that_cannot_draw_gets_plain_lines",
    ),
    "deck edited, half saved, gone or unreadable during a sitting": (
        "test_a_half_saved_file_loses_nothing",
        "test_what_is_saved_beside_the_program_shows_by_itself",
        "test_a_fault_keeps_the_old_text_and_opens_the_editor_again_until_it_is_mended",
        "test_a_version_that_was_left_with_a_fault_is_opened_again_and_not_begun_anew",
        "test_a_pipe_in_the_place_of_the_file_is_not_waited_for",
        "test_a_card_that_is_looked_at_follows_its_file_and_stays_when_it_goes",
    ),
    "deck as a pipe, huge, or one bad card among good ones": (
        "test_a_pipe_is_no_deck_and_is_not_waited_for",
        "test_a_huge_file_is_not_read_to_its_end",
        "test_a_broken_card_leaves_every_other_card_sound",
    ),
    "folders that are links, links in a circle": ("test_folders_that_are_links_are_followed_and_no_loop_is",),
    "an id used twice": (
        "test_an_id_twice_in_a_deck_names_both_places",
        "test_an_id_twice_over_decks_names_both_places",
    ),
    "keys that come faster than screens": (
        "test_of_keys_that_come_faster_than_questions_go_only_those_count_whose_question_was_seen",
    ),
    "a line of a thousand words typed or pasted": (
        "test_a_line_that_is_too_long_is_refused_in_words_and_never_cut",
        "test_a_paste_too_long_for_a_line_is_refused_in_words_and_what_was_typed_stays",
    ),
    "an edit that could carry progress to the wrong card": (
        "test_no_changed_meaning_goes_on_without_a_word",
        "test_links_are_written_when_a_sitting_begins_and_are_one_step_of_undo",
    ),
    "a folder without locks": ("test_a_folder_without_locks_is_named_with_the_way_out",),
    "sync folder gone or failing": (
        "test_a_folder_that_is_not_there_is_a_sentence_and_nothing_is_lost",
        "test_what_keeps_a_sync_from_working_is_remembered_and_the_next_one_that_works_forgets_it",
    ),
    "a repair or restore that cannot end": ("writers",),
    "file in another journal mode, file system without links": (
        "test_a_file_in_another_journal_mode_is_brought_back",
        "test_a_file_system_without_links_will_do",
    ),
    "statistics written onto a device or pipe": ("test_statistics_never_take_the_place_of_a_device_or_pipe",),
    "editor missing or failing": (
        "test_an_editor_that_cannot_be_started_is_said_with_the_screen_back",
        "test_e_without_an_editor_says_what_to_set",
    ),
    "cache damaged, of another version, on a full disk": ("test_flipped_bytes_change_nothing_that_is_said",),
    "file of the first release": ("test_a_log_of_the_first_release_folds_to_the_states_that_it_had",),
}


def main() -> None:
    for fault, proofs in TABLE.items():
        print(fault, *(f"  {proof}" for proof in proofs), sep="\n")


if __name__ == "__main__":
    main()

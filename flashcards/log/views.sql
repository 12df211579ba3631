-- For your own questions, with sqlite-utils, Datasette or pandas. One row a review that counts:
CREATE VIEW reviews AS
    SELECT e.id, e.at_ms, f.study_day, f.hour, f.card, c.deck, c.kind, f.mode, f.rating, f.rating > 1 AS passed,
        f.before AS age, e.elapsed_ms, e.predicted, f.confidence, e.detail
    FROM review_fact AS f JOIN event AS e USING (seq) LEFT JOIN catalogue AS c ON c.card = f.card;
-- One row a study day: answers of any mode, those that moved the schedule, passed ones of any mode, new cards, and
-- minutes of any mode (each answer capped at one).
CREATE VIEW daily AS
    SELECT study_day, sum(n) AS answers, sum(n * (mode = 'review')) AS reviews, sum(n * (rating > 1)) AS passed,
        sum(n * (mode = 'review' AND before = 'new')) AS new_cards, round(sum(ms) / 60000.0, 2) AS minutes
    FROM day_sum GROUP BY study_day;
-- True retention by study day and age: answers of cards whose interval was a day or more.
CREATE VIEW retention AS
    SELECT study_day, before AS age, sum(n) AS reviews, sum(n * (rating > 1)) AS passed,
        round(1.0 * sum(n * (rating > 1)) / sum(n), 4) AS retention
    FROM day_sum WHERE mode = 'review' AND before IN ('young', 'mature') GROUP BY study_day, before;
-- One row a card that was answered: where it stands now.
CREATE VIEW cards_now AS
    SELECT s.card, c.deck, c.kind, coalesce(s.phase, 'new') AS phase, s.stability, s.difficulty, s.last_day, s.due_day,
        s.reps, s.lapses, s.suspended, s.flag
    FROM card_state AS s LEFT JOIN catalogue AS c USING (card);

-- What statistics read: one row a standing review, and sums that follow it by trigger. All of it is made from the log.
CREATE TABLE review_fact (
    seq INTEGER PRIMARY KEY,
    card TEXT NOT NULL,
    study_day TEXT NOT NULL,
    hour INTEGER NOT NULL,
    mode TEXT NOT NULL,
    rating INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    ms INTEGER NOT NULL,
    predicted REAL,
    loss REAL,
    confidence TEXT
) STRICT;
CREATE INDEX review_fact_by_card ON review_fact (card, study_day, mode, before, rating, ms);
CREATE INDEX review_fact_by_day ON review_fact (study_day);
CREATE TABLE point_fact (
    seq INTEGER NOT NULL,
    card TEXT NOT NULL,
    sort TEXT NOT NULL,
    key TEXT NOT NULL,
    missed INTEGER NOT NULL,
    PRIMARY KEY (seq, sort, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE day_sum (
    study_day TEXT, mode TEXT, before TEXT, rating INTEGER, n INTEGER NOT NULL, ms INTEGER NOT NULL,
    PRIMARY KEY (study_day, mode, before, rating)
) STRICT, WITHOUT ROWID;
CREATE TABLE hour_sum (
    study_day TEXT, hour INTEGER, n INTEGER NOT NULL, passed INTEGER NOT NULL,
    PRIMARY KEY (study_day, hour)
) STRICT, WITHOUT ROWID;
CREATE TABLE step_sum (
    study_day TEXT, before TEXT, after TEXT, n INTEGER NOT NULL,
    PRIMARY KEY (study_day, before, after)
) STRICT, WITHOUT ROWID;
CREATE TABLE bin_sum (
    study_day TEXT, bin INTEGER, n INTEGER NOT NULL, passed INTEGER NOT NULL, predicted REAL NOT NULL, squares REAL NOT NULL,
    loss REAL NOT NULL,
    PRIMARY KEY (study_day, bin)
) STRICT, WITHOUT ROWID;
CREATE TABLE card_sum (
    card TEXT, before TEXT, rating INTEGER, n INTEGER NOT NULL,
    PRIMARY KEY (card, before, rating)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER review_counts AFTER INSERT ON review_fact BEGIN
    INSERT INTO day_sum VALUES (new.study_day, new.mode, new.before, new.rating, 1, new.ms)
        ON CONFLICT DO UPDATE SET n = n + 1, ms = ms + excluded.ms;
    INSERT INTO hour_sum SELECT new.study_day, new.hour, 1, new.rating > 1 WHERE new.mode = 'review'
        ON CONFLICT DO UPDATE SET n = n + 1, passed = passed + excluded.passed;
    INSERT INTO step_sum SELECT new.study_day, new.before, new.after, 1 WHERE new.mode = 'review'
        ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO card_sum SELECT new.card, new.before, new.rating, 1 WHERE new.mode = 'review'
        ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO bin_sum SELECT new.study_day, CAST(new.predicted * 20 AS INTEGER), 1, new.rating > 1, new.predicted,
        (new.predicted - (new.rating > 1)) * (new.predicted - (new.rating > 1)), new.loss
        WHERE new.mode = 'review' AND new.predicted < 1
        ON CONFLICT DO UPDATE SET n = n + 1, passed = passed + excluded.passed,
            predicted = predicted + excluded.predicted, squares = squares + excluded.squares,
            loss = loss + excluded.loss;
END;
CREATE TRIGGER review_counts_not AFTER DELETE ON review_fact BEGIN
    UPDATE day_sum SET n = n - 1, ms = ms - old.ms
        WHERE study_day = old.study_day AND mode = old.mode AND before = old.before AND rating = old.rating;
    UPDATE hour_sum SET n = n - 1, passed = passed - (old.rating > 1)
        WHERE old.mode = 'review' AND study_day = old.study_day AND hour = old.hour;
    UPDATE step_sum SET n = n - 1
        WHERE old.mode = 'review' AND study_day = old.study_day AND before = old.before AND after = old.after;
    UPDATE card_sum SET n = n - 1
        WHERE old.mode = 'review' AND card = old.card AND before = old.before AND rating = old.rating;
    UPDATE bin_sum SET n = n - 1, passed = passed - (old.rating > 1), predicted = predicted - old.predicted,
        squares = squares - (old.predicted - (old.rating > 1)) * (old.predicted - (old.rating > 1)), loss = loss - old.loss
        WHERE old.mode = 'review' AND old.predicted < 1 AND study_day = old.study_day
        AND bin = CAST(old.predicted * 20 AS INTEGER);
    DELETE FROM point_fact WHERE seq = old.seq;
END;

-- For your own questions, with sqlite-utils, Datasette or pandas. One row a review that counts:
CREATE VIEW reviews AS
    SELECT e.id, e.at_ms, f.study_day, f.hour, f.card, c.deck, c.kind, f.mode, f.rating, f.rating > 1 AS passed,
        f.before AS age, e.elapsed_ms, f.predicted, f.confidence, e.detail
    FROM review_fact AS f JOIN event AS e USING (seq) LEFT JOIN catalogue AS c ON c.card = f.card;
-- One row a study day: answers, passed, first answers of new cards, minutes (each answer capped at one).
CREATE VIEW daily AS
    SELECT study_day, sum(n) AS reviews, sum(n * (rating > 1)) AS passed, sum(n * (before = 'new')) AS new_cards,
        round(sum(ms) / 60000.0, 2) AS minutes
    FROM day_sum WHERE mode = 'review' AND n > 0 GROUP BY study_day;
-- True retention by study day and age: answers of cards whose interval was a day or more.
CREATE VIEW retention AS
    SELECT study_day, before AS age, sum(n) AS reviews, sum(n * (rating > 1)) AS passed,
        round(1.0 * sum(n * (rating > 1)) / sum(n), 4) AS retention
    FROM day_sum WHERE mode = 'review' AND before IN ('young', 'mature') AND n > 0 GROUP BY study_day, before;
-- One row a card that was answered: where it stands now.
CREATE VIEW cards_now AS
    SELECT s.card, c.deck, c.kind, coalesce(s.phase, 'new') AS phase, s.stability, s.difficulty, s.last_day, s.due_day,
        s.reps, s.lapses, s.suspended, s.flag
    FROM card_state AS s LEFT JOIN catalogue AS c USING (card);

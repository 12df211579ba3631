-- What statistics read: facts (a row a standing review, a row a change of a card's age, a row a rubric point asked) and
-- sums over them. All of it is made from the log, and whole numbers keep every sum exact through undo.
CREATE TABLE review_fact (
    card TEXT NOT NULL,
    seq INTEGER NOT NULL,
    study_day TEXT NOT NULL,
    hour INTEGER NOT NULL,
    mode TEXT NOT NULL,
    rating INTEGER NOT NULL,
    before TEXT NOT NULL,
    ms INTEGER NOT NULL,
    predicted INTEGER,  -- millionths; none where nothing was predicted: new cards, and second answers of a day
    loss INTEGER,  -- millionths of a nat
    confidence TEXT,
    PRIMARY KEY (card, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_fact_by_day ON review_fact (study_day);
CREATE TABLE step_fact (
    card TEXT NOT NULL, seq INTEGER NOT NULL, study_day TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
    PRIMARY KEY (card, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE point_fact (
    card TEXT NOT NULL, seq INTEGER NOT NULL, study_day TEXT NOT NULL, sort TEXT NOT NULL, key TEXT NOT NULL,
    missed INTEGER NOT NULL,
    PRIMARY KEY (card, seq, sort, key)
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
    study_day TEXT, bin INTEGER, n INTEGER NOT NULL, passed INTEGER NOT NULL, predicted INTEGER NOT NULL,
    squares INTEGER NOT NULL, loss INTEGER NOT NULL,
    PRIMARY KEY (study_day, bin)
) STRICT, WITHOUT ROWID;
CREATE TABLE card_sum (
    card TEXT, before TEXT, n INTEGER NOT NULL, passed INTEGER NOT NULL,
    PRIMARY KEY (card, before)
) STRICT, WITHOUT ROWID;
CREATE TABLE point_sum (
    card TEXT, sort TEXT, key TEXT, n INTEGER NOT NULL, missed INTEGER NOT NULL,
    PRIMARY KEY (card, sort, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE confidence_sum (
    card TEXT, confidence TEXT, n INTEGER NOT NULL, passed INTEGER NOT NULL,
    PRIMARY KEY (card, confidence)
) STRICT, WITHOUT ROWID;

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

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

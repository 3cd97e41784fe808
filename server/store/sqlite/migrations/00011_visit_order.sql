-- +goose Up

-- The list of one village in the list's order: its rows alone are read, forwards or backwards.
CREATE INDEX visit_of_village ON visit (village, day, log, seq, leaf);

-- The list of one grade in the list's order, whatever the place.
CREATE INDEX visit_by_grade ON visit (grade, day, village, log, seq, leaf);

-- The list of one person in the list's order, in place of one that left the order within a day to be sorted.
CREATE INDEX visit_of_person ON visit (person, day, village, log, seq, leaf);
DROP INDEX visit_by_person;

PRAGMA user_version = 11;

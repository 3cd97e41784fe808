package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"zhucun/server"
	"zhucun/server/audit"
)

func look(t *testing.T, folder server.Folder) audit.Report {
	t.Helper()
	report, _, err := server.Audit(t.Context(), folder, server.AuditOptions{Scratch: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// told is a finding as a test prints it.
func told(f audit.Finding) string {
	data, err := json.Marshal(f)
	return fmt.Sprint(string(data), err)
}

func TestAnAuditOfAnHonestCountyFindsNothingAndChangesNothing(t *testing.T) {
	folder := live(t)
	before := contents(t, folder.Dir)
	report := look(t, folder)
	for _, f := range report.Findings {
		t.Errorf("found %s", told(f))
	}
	if report.Segments < 9 || report.Events < 20 || report.Skipped+report.NotYet != 0 || report.Unsigned != 4 {
		t.Errorf("looked at too little: %+v", report)
	}
	rows := map[audit.Part]uint64{}
	for _, c := range report.Checked {
		rows[c.Part] = c.Rows
	}
	for _, part := range []audit.Part{audit.PartLedger, audit.PartCheckpoint, audit.PartWitness, audit.PartRoster, audit.PartCode, audit.PartLog, audit.PartSegment,
		audit.PartEvent, audit.PartPerson, audit.PartIncident, audit.PartVisit, audit.PartPhoto, audit.PartPicture, audit.PartFile} {
		if rows[part] == 0 {
			t.Errorf("nothing of %s was looked at: the county of this test has none", part)
		}
	}
	if after := contents(t, folder.Dir); after != before {
		t.Errorf("the folder was changed:\n%s\nbefore:\n%s", after, before)
	}
}

func TestAnAuditNeedsNoPrivateKey(t *testing.T) {
	folder := live(t)
	if err := os.RemoveAll(filepath.Join(folder.Dir, "keys")); err != nil {
		t.Fatal(err)
	}
	if report := look(t, folder); !report.Sound() {
		t.Errorf("found %+v", report.Findings)
	}
}

func TestAnAuditBesideAServerThatRuns(t *testing.T) {
	folder := live(t)
	running := begin(t, folder)
	if report := look(t, folder); !report.Sound() {
		t.Errorf("found %+v", report.Findings)
	}
	running.end()
	if report := look(t, folder); !report.Sound() {
		t.Errorf("after its end: found %+v", report.Findings)
	}
}

func TestAnErasedOpeningIsCountedAndNoFault(t *testing.T) {
	source := live(t)
	for _, kinds := range []string{"1", "3", "4", "1, 3, 4"} {
		t.Run("of kinds "+kinds, func(t *testing.T) {
			folder := copyOf(t, source)
			erased := change(t, folder.Dir, `UPDATE ledger_entry SET salt = x'', statement = x'' WHERE kind IN (`+kinds+`)`)
			report := look(t, folder)
			for _, f := range report.Findings {
				t.Errorf("found %s", told(f))
			}
			if report.Erased != uint64(erased) || report.Segments < 9 {
				t.Errorf("%d erased of %d, %d segments made again", report.Erased, erased, report.Segments)
			}
		})
	}
	t.Run("with the segment that it spoke of", func(t *testing.T) {
		folder := copyOf(t, source)
		change(t, folder.Dir, `UPDATE ledger_entry SET salt = x'', statement = x'' WHERE number = (SELECT leaf FROM segment WHERE arrival = 3)`)
		change(t, folder.Dir, `UPDATE segment SET payload = x'' WHERE arrival = 3`)
		report := look(t, folder)
		for _, f := range report.Findings {
			t.Errorf("found %s", told(f))
		}
		if report.Skipped == 0 {
			t.Error("what is erased was not told as not checked")
		}
	})
}

func TestWhatIsNotProjectedYetIsNoFault(t *testing.T) {
	folder := live(t)
	change(t, folder.Dir, `DELETE FROM visit`)
	change(t, folder.Dir, `UPDATE cursor SET position = 0`)
	if report := look(t, folder); !report.Sound() || report.NotYet == 0 {
		t.Errorf("%d not yet, found %+v", report.NotYet, report.Findings)
	}
}

func TestTheLookStopsWithItsContext(t *testing.T) {
	folder := live(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := server.Audit(ctx, folder, server.AuditOptions{Scratch: t.TempDir()}); err == nil {
		t.Error("it went on")
	}
}

// Each falsification was passed over by an audit that read less.
func TestEveryFalsifiedRowIsFound(t *testing.T) {
	source := live(t)
	for _, c := range falsified() {
		t.Run(c.query, func(t *testing.T) {
			folder := copyOf(t, source)
			if change(t, folder.Dir, c.query) == 0 {
				t.Fatal("the county of this test has no such row")
			}
			report := look(t, folder)
			if !slices.ContainsFunc(report.Findings, func(f audit.Finding) bool { return f.Part == c.part }) {
				t.Errorf("not found in %s; found %+v", c.part, report.Findings)
			}
		})
	}
}

type falsification struct {
	part  audit.Part
	query string
}

func falsified() []falsification {
	return []falsification{
		{audit.PartVisit, `UPDATE visit SET grade = 4`},
		{audit.PartVisit, `DELETE FROM visit`},
		{audit.PartVisit, `UPDATE visit SET lo = lo + 1 WHERE number = 1`},
		{audit.PartVisit, `INSERT INTO visit SELECT 99, log, 99, leaf, deed, person, village, day, sheet, place, grade, by_log, by_seq, custody, means, stay, lo, hi, best, left_after, confirmations, reasons FROM visit WHERE number = 1`},
		{audit.PartVisit, `UPDATE cursor SET position = position + 100 WHERE stage = 'project'`},
		{audit.PartEvent, `UPDATE event SET standing = 0, reason = 0, refused = 1 WHERE kind = 3`},
		{audit.PartEvent, `UPDATE event SET bytes = zeroblob(20) WHERE position = 5`},
		{audit.PartEvent, `UPDATE event SET person = person + 1 WHERE position = 5`},
		{audit.PartEvent, `UPDATE event SET hi = hi - 86400000`},
		{audit.PartEvent, `UPDATE event SET position = position + 1000 WHERE position = 3`},
		{audit.PartEvent, `DELETE FROM event WHERE position = (SELECT max(position) FROM event)`},
		{audit.PartEvent, `DELETE FROM event WHERE kind = 3`},
		{audit.PartPerson, `UPDATE person_key SET vouched = NULL`},
		{audit.PartPerson, `UPDATE person_key SET key = zeroblob(32), algorithm = 1`},
		{audit.PartPerson, `UPDATE person_key SET custody = custody + 1`},
		{audit.PartPerson, `UPDATE member SET person = person + 1 WHERE local = 1`},
		{audit.PartPerson, `DELETE FROM member`},
		{audit.PartCode, `UPDATE code SET key = zeroblob(32)`},
		{audit.PartCode, `UPDATE code SET revoked = 0`},
		{audit.PartCode, `UPDATE code SET revoked = 1 WHERE purpose = 'appointment'`},
		{audit.PartCode, `UPDATE code SET person = 10003 WHERE purpose = 'appointment'`},
		{audit.PartCode, `UPDATE code SET spent_by = '' WHERE spent_by <> ''`},
		{audit.PartCode, `UPDATE code SET issued = issued - 86400000`},
		{audit.PartCode, `UPDATE code SET custody = custody + 1 WHERE purpose = 'install' AND spent_by = ''`},
		{audit.PartCode, `UPDATE code SET village = village + 1 WHERE purpose = 'install'`},
		{audit.PartCode, `UPDATE code SET custody = custody + 1 WHERE purpose = 'install'; UPDATE log SET custody = custody + 1`},
		{audit.PartCode, `UPDATE code SET issued = issued - 86400000, scan_by = scan_by - 86400000, arrive_by = arrive_by - 86400000 WHERE purpose = 'install'`},
		{audit.PartCode, `DELETE FROM code WHERE purpose = 'install' AND spent_by = ''`},
		{audit.PartCode, `DELETE FROM code WHERE purpose = 'appointment'`},
		{audit.PartLog, `UPDATE log SET custody = custody + 1`},
		{audit.PartLog, `UPDATE log SET forked_at = 0`},
		{audit.PartLog, `UPDATE log SET revoked = 0`},
		{audit.PartLog, `UPDATE log SET revoked = 5 WHERE ordinal = 1`},
		{audit.PartLog, `UPDATE log SET code = zeroblob(5)`},
		{audit.PartLog, `UPDATE log SET signature = zeroblob(64)`},
		{audit.PartLog, `UPDATE log SET genesis = zeroblob(20) WHERE ordinal = 1`},
		{audit.PartLog, `UPDATE log SET ordinal = ordinal + 100`},
		{audit.PartLog, `DELETE FROM log WHERE ordinal = 2`},
		{audit.PartLog, `UPDATE log_key SET key = zeroblob(32)`},
		{audit.PartLog, `DELETE FROM log_key`},
		{audit.PartSegment, `UPDATE segment SET received = received - 86400000`},
		{audit.PartEvent, `UPDATE segment SET started = started - 60000 WHERE started <> 0`},
		{audit.PartSegment, `UPDATE segment SET state = 'branch' WHERE state = 'joined'`},
		{audit.PartSegment, `UPDATE segment SET leaf = leaf + 1`},
		{audit.PartSegment, `UPDATE segment SET verdict = leaf`},
		{audit.PartSegment, `UPDATE segment SET payload = zeroblob(100) WHERE arrival = 3`},
		{audit.PartSegment, `DELETE FROM segment WHERE arrival = 3`},
		{audit.PartIncident, `DELETE FROM incident`},
		{audit.PartPhoto, `UPDATE photo SET manifest = zeroblob(32)`},
		{audit.PartPhoto, `DELETE FROM photo`},
		{audit.PartPhoto, `UPDATE named_blob SET hash = zeroblob(32) WHERE number = 1`},
		{audit.PartPhoto, `UPDATE named_blob SET hash = zeroblob(32) WHERE number = 3`},
		{audit.PartPhoto, `DELETE FROM named_blob WHERE role = 'original'`},
		{audit.PartPicture, `UPDATE derivative SET view = thumbnail`},
		{audit.PartPicture, `UPDATE derivative SET made_from = zeroblob(32)`},
		{audit.PartPicture, `UPDATE derivative SET state = 'done'`},
		{audit.PartPicture, `DELETE FROM derivative`},
		{audit.PartLedger, `UPDATE ledger_entry SET salt = zeroblob(16) WHERE number = 3`},
		{audit.PartLedger, `UPDATE ledger_entry SET salt = zeroblob(32) WHERE number = 3`},
		{audit.PartLedger, `UPDATE ledger_entry SET statement = zeroblob(0) WHERE number = (SELECT max(number) FROM ledger_entry WHERE kind = 1)`},
		{audit.PartLedger, `UPDATE ledger_entry SET statement = zeroblob(10) WHERE number = (SELECT max(number) FROM ledger_entry WHERE kind = 1)`},
		{audit.PartLedger, `UPDATE ledger_entry SET salt = zeroblob(0) WHERE number = (SELECT max(number) FROM ledger_entry WHERE kind = 1)`},
		{audit.PartLedger, `UPDATE ledger_entry SET at = 0`},
		{audit.PartLedger, `UPDATE ledger_entry SET at = at + 86400000 WHERE number = 2`},
		{audit.PartLedger, `UPDATE ledger_entry SET kind = 300 WHERE number = 2`},
		{audit.PartLedger, `UPDATE ledger_entry SET kind = 6 WHERE number = 2`},
		{audit.PartLedger, `DELETE FROM ledger_entry WHERE number = 4`},
		{audit.PartLedger, `DELETE FROM ledger_entry WHERE number = (SELECT max(number) FROM ledger_entry)`},
		{audit.PartLedger, `DELETE FROM ledger_entry`},
		{audit.PartLedger, `UPDATE ledger_hash SET hash = zeroblob(32) WHERE number = (SELECT max(number) FROM ledger_hash)`},
		{audit.PartLedger, `UPDATE ledger_hash SET hash = zeroblob(32) WHERE number = 0`},
		{audit.PartLedger, `UPDATE ledger_hash SET hash = zeroblob(32) WHERE number = 5`},
		{audit.PartLedger, `DELETE FROM ledger_hash WHERE number = 5`},
		{audit.PartLedger, `DELETE FROM ledger_hash`},
		{audit.PartCheckpoint, `UPDATE checkpoint SET note = zeroblob(20)`},
		{audit.PartCheckpoint, `UPDATE checkpoint SET note = zeroblob(20) WHERE number = 2`},
		{audit.PartCheckpoint, `UPDATE checkpoint SET time = time - 86400000`},
		{audit.PartCheckpoint, `UPDATE checkpoint SET anchor = randomblob(16) WHERE number = 2`},
		{audit.PartCheckpoint, `DELETE FROM checkpoint WHERE number < (SELECT max(number) FROM checkpoint)`},
		{audit.PartCheckpoint, `DELETE FROM checkpoint WHERE number > 3`},
		{audit.PartCheckpoint, `DELETE FROM checkpoint`},
		{audit.PartRoster, `UPDATE roster SET document = CAST(replace(CAST(document AS TEXT), '李玉珍', '李玉珠') AS BLOB)`},
		{audit.PartRoster, `UPDATE roster SET position = position + 1`},
		{audit.PartRoster, `UPDATE roster SET at = at - 86400000`},
		{audit.PartRoster, `DELETE FROM roster WHERE version = 1`},
		{audit.PartDatabase, `CREATE TRIGGER later AFTER INSERT ON visit BEGIN UPDATE visit SET grade = 4; END; UPDATE cursor SET position = position`},
		{audit.PartDatabase, `DROP INDEX event_by_about; UPDATE cursor SET position = position`},
	}
}

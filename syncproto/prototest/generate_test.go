package prototest_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

const (
	testdata     = "../../testdata"
	leastVectors = 285 // written here, so that a folder that lost files fails
)

var update = flag.Bool("update", false, "write the vectors that the generator makes; ones it no longer makes go")

// set collects vectors while they are made.
type set struct{ vectors []prototest.Vector }

// add takes a log with what it sealed, and further segments.
func (s *set) add(expect prototest.Verdict, name, comment string, l *prototest.Log, more ...[]byte) *prototest.Vector {
	v := prototest.Vector{Name: name, Expect: expect, Comment: comment, Code: l.Code.Printed(),
		Genesis: l.Enrolment.Genesis, GenesisSignature: l.Enrolment.Signature[:]}
	for _, payload := range append(append([][]byte{}, l.Sealed...), more...) {
		v.Segments = append(v.Segments, payload)
	}
	s.vectors = append(s.vectors, v)
	return &s.vectors[len(s.vectors)-1]
}

func (s *set) addFrames(expect prototest.Verdict, name, comment string, stream []byte) {
	s.vectors = append(s.vectors, prototest.Vector{Name: name, Expect: expect, Comment: comment, Frames: stream})
}

// generate makes all vectors. What an accepting reader must compute is filled in by the judge.
func generate(t *testing.T) []prototest.Vector {
	t.Helper()
	s := &set{}
	for _, part := range []func(*set){
		acceptedKinds, acceptedConfirmations, acceptedPeople, acceptedForms, acceptedFrames,
		badSignatures, badProofs, brokenChains, forks, unknownKinds,
		malformedKeys, malformedCBOR, malformedEvents, malformedSegments, malformedPacking, malformedFrames, overLimits,
	} {
		part(s)
	}
	for i := range s.vectors {
		if v := &s.vectors[i]; v.Expect == prototest.Accept {
			facts, err := v.Judge()
			if err != nil {
				t.Fatalf("%s: %v", v.Name, err)
			}
			v.Facts = facts
		}
	}
	return s.vectors
}

func TestVectorsAreWhatTheGeneratorMakes(t *testing.T) {
	made := map[string]bool{}
	for _, v := range generate(t) {
		want, err := v.File()
		if err != nil {
			t.Fatal(err)
		}
		if made[v.Path()] {
			t.Errorf("%s is made twice", v.Path())
		}
		made[v.Path()] = true
		name := filepath.Join(testdata, v.Path())
		if *update {
			write(t, name, want)
		}
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator makes (%v)", v.Path(), err)
		}
	}
	for _, name := range stored(t) {
		if !made[name] && *update {
			if err := os.Remove(filepath.Join(testdata, name)); err != nil {
				t.Fatal(err)
			}
		} else if !made[name] {
			t.Errorf("%s is made by nothing", name)
		}
	}
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func stored(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(os.DirFS(testdata), "vectors/*/*")
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestJudgeGivesEveryVectorItsVerdict(t *testing.T) {
	vectors, err := prototest.Vectors(os.DirFS(testdata), leastVectors)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		t.Run(string(v.Expect)+"/"+v.Name, func(t *testing.T) {
			facts, err := v.Judge()
			if got := prototest.VerdictOf(err); got != v.Expect {
				t.Fatalf("verdict %s (%v), want %s", got, err, v.Expect)
			}
			if err == nil {
				compareFacts(t, facts, v.Facts)
			}
		})
	}
}

func compareFacts(t *testing.T, got, want prototest.Facts) {
	t.Helper()
	a, err := prototest.Vector{Facts: got}.File()
	if err != nil {
		t.Fatal(err)
	}
	b, err := prototest.Vector{Facts: want}.File()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Errorf("computed\n%s\nwant\n%s", a, b)
	}
}

func TestVectorsShowEveryKindAndAlgorithm(t *testing.T) {
	kinds, algorithms, folders := map[syncproto.Kind]bool{}, map[syncproto.Algorithm]bool{}, map[prototest.Verdict]int{}
	vectors, err := prototest.Vectors(os.DirFS(testdata), leastVectors)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		folders[v.Expect]++
		if v.Expect != prototest.Accept {
			continue
		}
		if g, _, err := syncproto.ParseGenesis(v.Genesis); err == nil {
			algorithms[g.Algorithm] = true
		}
		for _, data := range v.Events {
			e, err := syncproto.DecodeEvent(data)
			if err != nil {
				t.Fatal(err)
			}
			kinds[e.Body.Kind()] = true
		}
	}
	for kind := syncproto.KindSignIn; kind <= syncproto.KindKeyRotated; kind++ {
		if !kinds[kind] {
			t.Errorf("no accepted vector shows kind %d", kind)
		}
	}
	if !algorithms[syncproto.Ed25519] || !algorithms[syncproto.P256] {
		t.Errorf("accepted logs have the algorithms %v, want both", algorithms)
	}
	for _, verdict := range prototest.Verdicts() {
		if folders[verdict] < 5 {
			t.Errorf("%s has %d vectors, want at least 5", verdict, folders[verdict])
		}
	}
}

func TestVectorsAreNotReadFromAnEmptyFolder(t *testing.T) {
	if _, err := prototest.Vectors(os.DirFS(t.TempDir()), 1); err == nil {
		t.Error("no vectors were taken for a set of vectors")
	}
}

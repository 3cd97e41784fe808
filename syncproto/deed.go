package syncproto

// Category of a deed (R7, R12, R54).
type Category uint8

// Categories.
const (
	CategoryOther         Category = 0
	CategoryRoad          Category = 1
	CategoryWater         Category = 2
	CategoryMedical       Category = 3
	CategorySchooling     Category = 4
	CategoryCommunication Category = 5
	CategoryTelevision    Category = 6
	CategoryIncome        Category = 7
	CategoryWorks         Category = 8
)

// Origin of a deed (R23).
type Origin uint8

// Origins.
const (
	OriginVillager Origin = 1
	OriginSurvey   Origin = 2
	OriginAbove    Origin = 3
)

// Deed says that one thing was done, there, for these households (R2).
type Deed struct {
	_          struct{} `cbor:",toarray"`
	Person     Person   // who did it
	Village    Village
	Day        Day
	Title      string
	Category   Category
	Households []Household // rising, without repetition
	Origin     Origin
	Cost       *uint64  // fen, 0.01 yuan
	Task       *EventID // line of the village's task table
}

// Kind of the event.
func (Deed) Kind() Kind { return KindDeed }

func (d Deed) check() error {
	return firstError(checkOrdinal("person", uint32(d.Person)), checkVillage(d.Village), checkDay(d.Day), checkLength("title", d.Title, MaxTitle),
		checkRange("category", uint64(d.Category), 0, 8), checkHouseholds(d.Households), checkRange("origin", uint64(d.Origin), 1, 3), checkTask(d.Task))
}

func checkHouseholds(households []Household) error {
	if len(households) > MaxHouseholds {
		return overLimit("%d households", len(households))
	}
	for i, h := range households {
		if err := checkOrdinal("household", uint32(h)); err != nil {
			return err
		}
		if i > 0 && h <= households[i-1] {
			return malformed("households must rise")
		}
	}
	return nil
}

func checkTask(task *EventID) error {
	if task == nil {
		return nil
	}
	return checkSeq("task", task.Seq)
}

package roster

import "strings"

// option is one of the words a cell may hold; either spelling is equal.
type option struct{ value, chinese string }

func (o option) in(chinese bool) string {
	if chinese {
		return o.chinese
	}
	return o.value
}

func roles() []option {
	return []option{{string(Leader), "组长"}, {string(Cadre), "驻村干部"}, {string(FirstSecretary), "第一书记"}}
}

func sides() []option {
	return []option{{string(Township), "乡镇"}, {string(Department), "部门"}}
}

func statuses() []option {
	return []option{{string(Poor), "贫困户"}, {string(Lifted), "脱贫户"}}
}

func answers() []option { return []option{{"yes", "是"}, {"no", "否"}} }

// choice is the value of the option that a cell names, or nothing.
func (r row) choice(column string, options []option) string {
	cell, ok := r.need(column)
	if !ok {
		return ""
	}
	var words []string
	for _, o := range options {
		if strings.EqualFold(cell, o.value) || cell == o.chinese {
			return o.value
		}
		words = append(words, o.value+" "+o.chinese)
	}
	r.fail(column, CodeBadChoice, "value", shown(cell), "options", strings.Join(words, ", "))
	return ""
}

func (r row) yes(column string) bool { return r.choice(column, answers()) == "yes" }

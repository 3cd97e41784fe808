package sample

import "math/rand/v2"

// spelled is a name and its sort key.
type spelled struct{ han, latin string }

func surnames() []spelled {
	return []spelled{{"王", "wang"}, {"李", "li"}, {"张", "zhang"}, {"刘", "liu"}, {"陈", "chen"}, {"杨", "yang"}, {"赵", "zhao"},
		{"黄", "huang"}, {"周", "zhou"}, {"吴", "wu"}, {"徐", "xu"}, {"孙", "sun"}, {"胡", "hu"}, {"朱", "zhu"}, {"高", "gao"},
		{"何", "he"}, {"罗", "luo"}, {"苟", "gou"}, {"向", "xiang"}, {"蒲", "pu"}, {"曾", "zeng"}, {"仇", "qiu"}, {"单", "shan"}}
}

func givenNames() []spelled {
	return []spelled{{"明", "ming"}, {"建国", "jianguo"}, {"秀英", "xiuying"}, {"晓东", "xiaodong"}, {"丽华", "lihua"}, {"志强", "zhiqiang"},
		{"桂兰", "guilan"}, {"军", "jun"}, {"小平", "xiaoping"}, {"玉珍", "yuzhen"}, {"春梅", "chunmei"}, {"国富", "guofu"},
		{"大川", "dachuan"}, {"雪", "xue"}, {"文武", "wenwu"}, {"正德", "zhengde"}, {"彩霞", "caixia"}, {"永贵", "yonggui"}}
}

func departments() []string {
	return []string{"县水利局", "县交通运输局", "县教育局", "县卫生健康局", "县农业农村局", "县财政局", "县林业局", "县民政局", "县文化广播电视局"}
}

func person(random *rand.Rand) spelled {
	surname, given := pick(random, surnames()), pick(random, givenNames())
	return spelled{surname.han + given.han, surname.latin + " " + given.latin}
}

func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }

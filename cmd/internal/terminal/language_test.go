package terminal

import (
	"testing"

	"zhucun/syncproto/words"
)

func TestTheLanguageIsTheMostParticularThatWasSaid(t *testing.T) {
	for _, test := range []struct {
		promise string
		said    string
		env     map[string]string
		want    words.Lang
	}{
		{"nothing said: Chinese", "", nil, words.Chinese},
		{"--lang before all", "en", map[string]string{"ZHUCUN_LANG": "zh", "LC_ALL": "zh_CN.UTF-8"}, words.English},
		{"ZHUCUN_LANG before the machine's", "", map[string]string{"ZHUCUN_LANG": "zh", "LC_ALL": "en_US"}, words.Chinese},
		{"LC_ALL before LC_MESSAGES", "", map[string]string{"LC_ALL": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8"}, words.English},
		{"LC_MESSAGES before LANG", "", map[string]string{"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, words.Chinese},
		{"LANG at last", "", map[string]string{"LANG": "en_US.UTF-8"}, words.English},
		{"LANGUAGE's first that is known", "", map[string]string{"LANGUAGE": "ug:zh_CN:en", "LANG": "en_US.UTF-8"}, words.Chinese},
		{"LANGUAGE before LC_ALL", "", map[string]string{"LANGUAGE": "en", "LC_ALL": "zh_CN.UTF-8"}, words.English},
		{"LANGUAGE gives way to C", "", map[string]string{"LANGUAGE": "zh", "LC_ALL": "C.UTF-8"}, words.English},
		{"LANGUAGE without a known one", "", map[string]string{"LANGUAGE": "ug", "LANG": "zh_CN"}, words.Chinese},
	} {
		t.Run(test.promise, func(t *testing.T) {
			if got := language(test.said, func(name string) string { return test.env[name] }); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

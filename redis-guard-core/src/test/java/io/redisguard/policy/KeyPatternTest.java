package io.redisguard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPatternTest {
    @ParameterizedTest
    @CsvSource({
        "cache:*, cache:1, true",
        "cache:*, cache:, true",
        "cache:*, cache, false",
        "cache:*, xcache:1, false",
        "*, anything, true",
        "a, a, true",
        "a, ab, false",
        "*:cache:*, t1:cache:9, true",
        "*:cache:*, :cache:, true",
        "*:cache:*, cache:9, false",
        "a*a, a, false",
        "a*a, aa, true",
        "a*b*a, aba, true",
        "a*b*a, abba, true",
        "a*b*b, ab, false",
        "a**b, ab, true",
    })
    void matchesWithAnyNumberOfCharactersInPlaceOfAStar(String pattern, String key, boolean matches) {
        assertThat(new KeyPattern(pattern).matches(key)).isEqualTo(matches);
    }

    /** The oracle is the JDK's regular expressions. */
    @RepeatedTest(20)
    void agreesWithARegularExpression() {
        Random random = new Random();
        for (int i = 0; i < 500; i++) {
            String pattern = word(random, "ab*", 6);
            String key = word(random, "ab", 8);

            boolean expected = Pattern.matches(pattern.replace("*", ".*"), key);

            assertThat(new KeyPattern(pattern).matches(key))
                    .as("'%s' against '%s'", pattern, key)
                    .isEqualTo(expected);
        }
    }

    private static String word(Random random, String letters, int longest) {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "user:?", "user:[ab]", "a\\*"})
    void whatOnlyTheServerUnderstandsIsRefused(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyPolicy.of(pattern).build())
                .withMessageContaining("pattern=" + pattern);
    }
}

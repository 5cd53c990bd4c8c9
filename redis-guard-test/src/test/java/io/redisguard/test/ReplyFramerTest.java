package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyFramerTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+OK\r\n",
                "-ERR no\r\n",
                ":12\r\n",
                "$5\r\nhe\r\no\r\n",
                "$0\r\n\r\n",
                "$-1\r\n",
                "*-1\r\n",
                "*0\r\n",
                "*2\r\n*1\r\n:1\r\n$1\r\na\r\n",
                "_\r\n",
                "#t\r\n",
                ",3.14\r\n",
                "(123456789012345678901234567890\r\n",
                "!5\r\nERR x\r\n",
                "=7\r\ntxt:abc\r\n",
                "~2\r\n:1\r\n:2\r\n",
                "%2\r\n+a\r\n:1\r\n+b\r\n*1\r\n:2\r\n",
                "%0\r\n",
                "|1\r\n+ttl\r\n:3\r\n*1\r\n:9\r\n"
            })
    void findsTheEndOfEachKindOfReplyAtEveryCut(String reply) {
        byte[] bytes = (reply + reply).getBytes(StandardCharsets.UTF_8);
        int length = bytes.length / 2;

        for (int cut = 1; cut < length; cut++) {
            ReplyFramer framer = new ReplyFramer();

            assertThat(framer.advance(bytes, 0, cut)).isEqualTo(cut);
            assertThat(framer.isAtBoundary()).as("after byte %s", cut).isFalse();
            assertThat(framer.advance(bytes, cut, bytes.length)).isEqualTo(length);
            assertThat(framer.isAtBoundary()).isTrue();
        }
    }

    @Test
    void separatesPipelinedReplies() {
        byte[] bytes =
                "+OK\r\n>2\r\n+invalidate\r\n_\r\n$2\r\nhi\r\n*2\r\n:1\r\n:2\r\n".getBytes(StandardCharsets.UTF_8);
        ReplyFramer framer = new ReplyFramer();
        List<String> replies = new ArrayList<>();
        int start = 0;
        while (start < bytes.length) {
            int end = framer.advance(bytes, start, bytes.length);
            replies.add(new String(bytes, start, end - start, StandardCharsets.UTF_8));
            start = end;
        }

        assertThat(replies)
                .containsExactly("+OK\r\n", ">2\r\n+invalidate\r\n_\r\n", "$2\r\nhi\r\n", "*2\r\n:1\r\n:2\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REDIS0011", "$12x\r\n", "$123456789012345678901234567890123456\r\n"})
    void givesUpOnBytesThatAreNoReplies(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ReplyFramer framer = new ReplyFramer();

        assertThat(framer.advance(bytes, 0, bytes.length)).isEqualTo(bytes.length);
        assertThat(framer.isLost()).isTrue();
        assertThat(framer.advance(bytes, 0, bytes.length)).isEqualTo(bytes.length);
    }
}

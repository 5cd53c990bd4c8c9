package io.redisguard.observe;

import io.redisguard.error.CallOutcome;
import io.redisguard.internal.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Words for what went wrong, few enough for tags: a script can answer with any word it likes. */
final class ErrorTypes {
    /** The codes of Redis, its Sentinel, its cluster and its modules. */
    static final Set<String> CODES = new TreeSet<>(Set.of(
            "ASK",
            "BUSY",
            "BUSYGROUP",
            "BUSYKEY",
            "CLUSTERDOWN",
            "CROSSSLOT",
            "DENIED",
            "ERR",
            "EXECABORT",
            "INPROG",
            "INVALIDOBJ",
            "IOERR",
            "LOADING",
            "MASTERDOWN",
            "MISCONF",
            "MOVED",
            "NOAUTH",
            "NOGOODSLAVE",
            "NOGROUP",
            "NOMASTERLINK",
            "NOPERM",
            "NOPROTO",
            "NOQUORUM",
            "NOREPLICAS",
            "NOSCRIPT",
            "NOTBUSY",
            "OOM",
            "READONLY",
            "REDIRECT",
            "TRYAGAIN",
            "UNBLOCKED",
            "UNKILLABLE",
            "WRONGPASS",
            "WRONGTYPE"));

    /** How a call can fail without an error of the server. */
    static final List<String> WITHOUT_REPLY = Arrays.stream(CallOutcome.values())
            .filter(outcome -> outcome != CallOutcome.SUCCESS && outcome != CallOutcome.SERVER_ERROR)
            .map(Text::of)
            .toList();

    private static final Map<CallOutcome, String> WORDS =
            Arrays.stream(CallOutcome.values()).collect(Collectors.toUnmodifiableMap(outcome -> outcome, Text::of));

    private ErrorTypes() {}

    /** Returns the code of the server's error as a tag. */
    static String code(CallOutcome outcome, @Nullable String errorCode) {
        if (outcome != CallOutcome.SERVER_ERROR) {
            return GuardTag.NONE;
        }
        return errorCode != null && CODES.contains(errorCode) ? errorCode : GuardTag.OTHER;
    }

    /** Returns why the call failed, given the code of the server's error as a tag. */
    static String type(CallOutcome outcome, String code) {
        return switch (outcome) {
            case SUCCESS -> GuardTag.NONE;
            case SERVER_ERROR -> code;
            default -> WORDS.getOrDefault(outcome, GuardTag.OTHER);
        };
    }
}

package io.redisguard.test;

import java.util.Arrays;

/** Applies the faults that count replies to the bytes of one connection. */
final class ReplyFilter {
    private static final int NO_CUT = -1;

    private final ProxyFaults faults;
    private final ReplyFramer framer = new ReplyFramer();
    private boolean dropping;
    private int cut = NO_CUT;

    ReplyFilter(ProxyFaults faults) {
        this.faults = faults;
    }

    /** Returns what passes of the first {@code length} bytes, in an array of its own. */
    Chunk apply(byte[] bytes, int length) {
        byte[] kept = null;
        int keptLength = 0;
        int i = 0;
        while (i < length) {
            if (framer.isAtBoundary()) {
                beginReply(bytes[i] == '>');
            }
            int end = framer.advance(bytes, i, length);
            int taken = dropping && !framer.isLost() ? 0 : allowed(end - i);
            if (kept == null && (taken < end - i)) {
                kept = Arrays.copyOf(bytes, length);
                keptLength = i;
            }
            if (kept != null) {
                System.arraycopy(bytes, i, kept, keptLength, taken);
            }
            keptLength += taken;
            i = end;
            if (cut == 0) {
                byte[] source = kept == null ? bytes : kept;
                return new Chunk(Arrays.copyOf(source, keptLength), true);
            }
        }
        return new Chunk(Arrays.copyOf(kept == null ? bytes : kept, keptLength), false);
    }

    private void beginReply(boolean push) {
        dropping = !push && faults.dropsNextReply();
        if (!push && !dropping && cut == NO_CUT) {
            cut = faults.takeCut();
        }
    }

    private int allowed(int wanted) {
        if (cut == NO_CUT) {
            return wanted;
        }
        int taken = Math.min(cut, wanted);
        cut -= taken;
        return taken;
    }
}

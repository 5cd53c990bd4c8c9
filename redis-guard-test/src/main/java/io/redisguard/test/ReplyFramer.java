package io.redisguard.test;

/**
 * Finds where replies begin and end in a stream of RESP2 or RESP3 bytes.
 *
 * <p>It counts the elements that are still missing from the reply, so nesting needs no stack. Payloads are skipped by
 * their length. Once bytes come that are no RESP (TLS, a snapshot for a replica) it gives up for good.
 */
final class ReplyFramer {
    private static final int MAX_HEADER = 32;

    private long missingElements;
    private long payload;
    private boolean inLine;
    private byte type;
    private final StringBuilder header = new StringBuilder(MAX_HEADER);
    private boolean atBoundary = true;
    private boolean push;
    private boolean lost;

    /** Returns whether the byte before was the last one of a reply, or there was none. */
    boolean isAtBoundary() {
        return atBoundary;
    }

    /** Returns whether the element last begun at a boundary is a push message, which is no reply. */
    boolean isPush() {
        return push;
    }

    /** Returns whether the bytes are no RESP. */
    boolean isLost() {
        return lost;
    }

    /** Reads on to the end of the current reply or to {@code end}; returns the index after the last byte read. */
    int advance(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && !lost) {
            if (payload > 0) {
                int step = (int) Math.min(payload, end - i);
                payload -= step;
                i += step;
                if (payload > 0) {
                    return i;
                }
                elementDone();
            } else if (inLine) {
                i = readLine(bytes, i, end);
                if (inLine) {
                    return lost ? end : i;
                }
            } else {
                beginElement(bytes[i++]);
                continue;
            }
            if (atBoundary) {
                return i;
            }
        }
        return lost ? end : i;
    }

    private void beginElement(byte first) {
        type = first;
        inLine = true;
        header.setLength(0);
        if (atBoundary) {
            atBoundary = false;
            missingElements = 1;
            push = first == '>';
        }
        lost = "+-:_#,($!=*~>%|".indexOf(first) < 0;
    }

    private int readLine(byte[] bytes, int start, int end) {
        boolean sized = "$!=*~>%|".indexOf(type) >= 0;
        int i = start;
        while (i < end) {
            byte b = bytes[i++];
            if (b == '\n') {
                inLine = false;
                endLine(sized);
                return i;
            }
            if (sized && b != '\r') {
                header.append((char) b);
                if (header.length() == MAX_HEADER) {
                    lost = true;
                    return i;
                }
            }
        }
        return i;
    }

    private void endLine(boolean sized) {
        if (!sized) {
            elementDone();
            return;
        }
        long size;
        try {
            size = Long.parseLong(header.toString());
        } catch (NumberFormatException e) {
            lost = true;
            return;
        }
        switch (type) {
            case '$', '!', '=' -> payload = size < 0 ? 0 : size + 2;
            case '%' -> missingElements += 2 * size;
            case '|' -> missingElements += 2 * size + 1; // the element it describes still follows
            default -> missingElements += Math.max(0, size);
        }
        if (payload == 0) {
            elementDone();
        }
    }

    private void elementDone() {
        missingElements--;
        atBoundary = missingElements == 0;
    }
}

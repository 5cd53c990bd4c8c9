package io.redisguard.connection;

/** What a pool lends in tests. Used under the lock of its source. */
final class Thing {
    enum Condition {
        FIT,
        /** Its borrower has changed it. */
        DIRTY,
        /** Its link is lost. */
        BROKEN,
        CLOSED
    }

    private final int number;
    private volatile Condition condition = Condition.FIT;
    private volatile Runnable onBreak = () -> {};

    Thing(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    Condition condition() {
        return condition;
    }

    void becomes(Condition next) {
        condition = next;
    }

    void whenBroken(Runnable task) {
        onBreak = task;
        if (condition == Condition.BROKEN) {
            task.run();
        }
    }

    void breaks() {
        condition = Condition.BROKEN;
        onBreak.run();
    }

    @Override
    public String toString() {
        return "Thing[" + number + ", " + condition + "]";
    }
}

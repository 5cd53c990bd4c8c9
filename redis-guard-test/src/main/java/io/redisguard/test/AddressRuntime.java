package io.redisguard.test;

import java.util.OptionalLong;

/** A server that runs without us: it can be asked, not hurt. */
final class AddressRuntime implements ServerRuntime {
    private final ServerAddress address;

    AddressRuntime(ServerAddress address) {
        this.address = address;
    }

    @Override
    public String host() {
        return address.host();
    }

    @Override
    public int port() {
        return address.port();
    }

    @Override
    public void start() {
        // it runs already
    }

    @Override
    public void stop() {
        throw refusal("restart");
    }

    @Override
    public void kill() {
        throw refusal("kill");
    }

    @Override
    public void pause() {
        throw refusal("pause");
    }

    @Override
    public void resume() {
        throw refusal("resume");
    }

    @Override
    public boolean isRunning() {
        return ServerReadiness.answers(address.client());
    }

    @Override
    public boolean isPaused() {
        return false;
    }

    @Override
    public void wipe() {
        throw refusal("restartEmpty");
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }

    @Override
    public String log() {
        return "(the log of a server given by its address is not ours to read)";
    }

    @Override
    public void remove() {
        // it stays
    }

    private UnsupportedOperationException refusal(String fault) {
        return new UnsupportedOperationException(("%s is not possible: the server at %s was given by its address and is"
                        + " not ours. Choose docker, local or embedded in %s, or hurt the connection with FaultProxy.")
                .formatted(fault, address, ServerSetting.NAME));
    }
}

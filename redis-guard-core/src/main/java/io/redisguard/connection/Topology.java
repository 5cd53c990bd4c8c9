package io.redisguard.connection;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.CommandAttempt;
import io.redisguard.command.CommandCall;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.error.GuardClosedException;
import io.redisguard.lettuce.Dispatcher;
import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.GuardedRedisClient;
import io.redisguard.lettuce.Router;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of one guard: which there are, which of them plays which part, and so which connection a call is made on.
 * Thread-safe.
 */
public final class Topology implements Router {
    private static final Logger LOG = LoggerFactory.getLogger(Topology.class);

    private static final Pattern REDIRECTION = Pattern.compile("(?:MOVED|ASK) (\\d{1,5}) (.*):(\\d{1,5})");
    private static final Duration LONGEST_ANSWER = Duration.ofMillis(500);

    /** How long a server that plays no part any more keeps its connections: replies may be under way. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final GuardedRedisClient client;
    private final ConnectionOptions options;
    private final Nodes nodes;
    private final RedisURI seed;
    private final LayoutSource source;
    private final Refreshing refreshing;
    private final ReplicaReads replicaReads;
    private final Subscriptions subscriptions;
    private final Dispatcher dispatcher;
    private volatile Layout layout;
    private volatile Layout coming; // it may wait for a node whose farewell is due
    private volatile boolean closed;
    private volatile @Nullable ClusterFacade facade;

    /** Creates the topology of a deployment; nothing is connected. */
    @SuppressWarnings("this-escape") // the router is asked later
    public Topology(Deployment deployment, GuardedRedisClient client, ConnectionOptions options, Pools pools) {
        this.client = client;
        this.options = options;
        this.nodes = new Nodes(client, options, pools, new Owner());
        this.seed = deployment.servers().get(0);
        this.source = source(deployment);
        this.layout = source.atFirst();
        this.coming = layout;
        this.refreshing = new Refreshing(client, source.period(), this::refresh, this::isInTrouble);
        this.replicaReads = new ReplicaReads(options.replicas(), client, () -> layout);
        this.subscriptions = new Subscriptions(
                client, options.connectTimeout(), source.name(), isCluster(), this::anyPrimary, this::isPrimary);
        this.dispatcher = client.dispatcher(source.name(), this);
    }

    private LayoutSource source(Deployment deployment) {
        List<RedisURI> servers = deployment.servers();
        return switch (deployment.kind()) {
            case STANDALONE -> new OneServer(nodes.at(servers.get(0)));
            case REPLICATED ->
                new ReplicatedServers(
                        servers.stream().map(nodes::at).toList(), LONGEST_ANSWER, new PrimarySilence(client.timer()));
            case SENTINEL ->
                new Sentinels(
                        servers.get(0),
                        servers.get(0).getSentinels().stream().map(nodes::at).toList(),
                        nodes,
                        LONGEST_ANSWER,
                        new PrimarySilence(client.timer()));
            case CLUSTER -> new ClusterNodes(servers.stream().map(nodes::at).toList(), nodes, LONGEST_ANSWER);
        };
    }

    /** Returns what dispatches calls to whichever server they belong to. */
    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Returns the client that makes the connections. */
    GuardedRedisClient client() {
        return client;
    }

    /**
     * Finds the servers and connects to those that take writes.
     *
     * @throws ConnectFailedException when that cannot be done in time, unless the options ask for a lazy start
     * @throws CallInterruptedException when the thread is interrupted
     */
    public void start() {
        new Starting(client, options, source, this::adopt, () -> closed).run();
        refreshing.start(source.isFixed());
    }

    // ---- who plays which part ----------------------------------------------------------------------------------

    private CompletableFuture<?> refresh() {
        return source.ask().thenCompose(this::adopt);
    }

    private boolean isInTrouble() {
        Layout present = layout;
        return !present.isComplete()
                || present.primaries().stream()
                        .anyMatch(primary -> !primary.link().isUp());
    }

    /**
     * Takes a layout for the present one, once its primaries are connected to; those that take long are not waited for.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the tries are told in the connections themselves
    private CompletableFuture<Layout> adopt(Layout latest) {
        coming = latest;
        CompletableFuture<Layout> adopted = new CompletableFuture<>();
        CompletableFuture.allOf(latest.primaries().stream().map(Node::start).toArray(CompletableFuture<?>[]::new))
                .whenComplete((connected, failure) -> adopted.complete(latest));
        client.schedule(LONGEST_ANSWER, () -> adopted.complete(latest));
        return adopted.whenComplete((layoutToTake, never) -> take(latest));
    }

    private void take(Layout latest) {
        Layout before = layout;
        latest.follows(before);
        layout = latest;
        if (closed) {
            return;
        }
        if (!before.primaries().isEmpty() && !Set.copyOf(before.primaries()).equals(Set.copyOf(latest.primaries()))) {
            LOG.info("The primaries of {} are now {}.", source.name(), latest.primaries());
        }
        before.primaries().stream().filter(node -> !isPrimary(node)).forEach(this::leaveFormerPrimary);
        replicaReads.follow();
        subscriptions.follow();
        ClusterFacade following = facade;
        if (following != null) {
            following.follow();
        }
        nodes.all().stream()
                .filter(this::isIdle)
                .forEach(node ->
                        client.schedule(FAREWELL, () -> client.executor().execute(() -> sayFarewell(node))));
    }

    private void sayFarewell(Node node) {
        if (isIdle(node) && nodes.retire(node)) {
            client.forget(node.name()); // only once: it may have come back as a new node
        }
    }

    /**
     * Ends the calls that wait on a server which has stopped being a primary, a little later: the server itself may
     * have something better to say, such as MOVED.
     */
    private void leaveFormerPrimary(Node node) {
        client.schedule(LONGEST_ANSWER, () -> {
            if (!isPrimary(node)) {
                node.endWaiting();
            }
        });
    }

    private boolean isPrimary(Node node) {
        return layout.primaries().contains(node);
    }

    private boolean isIdle(Node node) {
        return !layout.has(node) && !coming.has(node) && !source.needs(node);
    }

    // ---- routes ------------------------------------------------------------------------------------------------

    @Override
    public GuardedConnection<byte[], byte[]> route(CommandCall call, @Nullable CommandAttempt failed) {
        refuseWhenClosed();
        Layout present = layout;
        Node primary = present.primaryOf(call);
        GuardedConnection<byte[], byte[]> replica = replicaReads.route(call, present, primary, failed);
        return replica == null ? primary.link().connection() : replica;
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new GuardClosedException("This RedisGuard is closed. Nothing was sent.", false);
        }
    }

    @Override
    public @Nullable GuardedConnection<byte[], byte[]> redirect(GuardedConnection<byte[], byte[]> from, String answer) {
        Node asked = nodes.named(from.server());
        Node to = asked == null ? null : redirected(asked, answer);
        if (to == null || (!to.link().isUp() && to.start().isCompletedExceptionally())) {
            return null;
        }
        return to.link().connection();
    }

    /** Returns the node that the answer of another one names, or {@code null} when it names none. */
    @CanIgnoreReturnValue
    @SuppressWarnings("FutureReturnValueIgnored") // failures are tried again
    private @Nullable Node redirected(Node asked, String answer) {
        Matcher words = REDIRECTION.matcher(answer);
        Layout present = layout;
        if (!(present instanceof SlotLayout) || !words.matches()) {
            return null;
        }
        String host = words.group(2).isEmpty() || words.group(2).equals("?")
                ? asked.uri().getHost()
                : words.group(2);
        Node to = nodes.at(GuardedRedisClient.like(asked.uri(), host, Integer.parseInt(words.group(3))));
        present.joins(to);
        CompletableFuture<?> starting = to.start();
        if (answer.startsWith("MOVED")) {
            int slot = Integer.parseInt(words.group(1));
            starting.thenRun(() -> present.moved(slot, to)); // until then the node before sends calls on
            refreshing.soon();
        }
        return to;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what follows a loan
    public CompletableFuture<Loan> lend(CommandCall call, GuardedConnection<byte[], byte[]> near) {
        replicaReads.noteWrite(call);
        Node node = nodes.named(near.server());
        if (node == null) {
            return CompletableFuture.failedFuture(Layout.noPrimary(
                    call.facts().name(), near.server() + " plays no part in " + source.name() + " any more"));
        }
        CompletableFuture<Loan> loan = BlockingLoan.from(node.blocking());
        if (isPrimary(node)) {
            loan.thenRun(() -> {
                if (!isPrimary(node)) {
                    leaveFormerPrimary(node); // the call has come too late to be told with the others
                }
            });
        }
        return loan;
    }

    /**
     * Returns the connections to the primary that are lent to blocks of code.
     *
     * @throws IllegalStateException when the servers form a cluster
     */
    public ExclusivePool exclusive() {
        Layout present = layout;
        if (isCluster()) {
            throw new IllegalStateException("exclusive(work) does not say which node of the cluster it is for. Name a"
                    + " key: exclusive(key, work).");
        }
        return present.primaryOf(0).exclusive();
    }

    /** Returns the connections to the primary of a key that are lent to blocks of code. */
    public <K> ExclusivePool exclusive(RedisCodec<K, ?> codec, K key) {
        return layout.primaryOf(SlotHash.getSlot(codec.encodeKey(key))).exclusive();
    }

    /**
     * Returns Lettuce's API for clusters.
     *
     * @throws IllegalStateException when the servers form none
     */
    public <K, V> StatefulRedisClusterConnection<K, V> cluster(RedisCodec<K, V> codec, CallerWishes wishes) {
        refuseWhenClosed();
        return facade().connection(codec, wishes);
    }

    private synchronized ClusterFacade facade() {
        ClusterFacade known = facade;
        if (known == null) {
            if (!isCluster()) {
                throw new IllegalStateException(
                        source.name() + " is no cluster. Use commands(), or name the servers with cluster(...).");
            }
            known = new ClusterFacade(source.name(), seed, nodes, this::slots, client, () -> dispatcher);
            facade = known;
        }
        return known;
    }

    private SlotLayout slots() {
        if (layout instanceof SlotLayout known) {
            return known;
        }
        throw Layout.noPrimary("The call", "no node of " + source.name() + " has answered yet");
    }

    /** Tells whether the servers form a cluster. */
    public boolean isCluster() {
        return source instanceof ClusterNodes;
    }

    /** Tells whether the primary is there, or any in a cluster. */
    boolean isUp() {
        return !closed
                && layout.primaries().stream()
                        .anyMatch(primary -> primary.link().isUp());
    }

    /**
     * Returns the connection to the primary that everybody shares.
     *
     * @throws UnsupportedOperationException when the servers form a cluster
     */
    GuardedConnection<byte[], byte[]> onlyConnection() {
        refuseWhenClosed();
        if (isCluster()) {
            throw new UnsupportedOperationException(
                    "A cluster has many connections, which come and go. Use guard.cluster() for what is about nodes.");
        }
        return layout.primaryOf(0).link().connection();
    }

    /** Opens a connection for subscriptions, which its caller closes. */
    public <K, V> StatefulRedisPubSubConnection<K, V> pubSub(RedisCodec<K, V> codec) {
        refuseWhenClosed();
        return subscriptions.open(codec);
    }

    /** A primary, one that is there if possible. */
    private RedisURI anyPrimary() {
        Collection<Node> primaries = layout.primaries();
        List<Node> up =
                primaries.stream().filter(primary -> primary.link().isUp()).toList();
        List<Node> candidates = up.isEmpty() ? List.copyOf(primaries) : up;
        if (candidates.isEmpty()) {
            throw Layout.noPrimary("The subscription", "no server of " + source.name() + " has answered yet");
        }
        return candidates
                .get(ThreadLocalRandom.current().nextInt(candidates.size()))
                .uri();
    }

    private boolean isPrimary(RedisURI uri) {
        return layout.primaries().stream().map(Node::name).anyMatch(GuardedRedisClient.nameOf(uri)::equals);
    }

    /** Lets reads go to replicas from now on, where callers wish it. */
    public void readFromReplicas() {
        replicaReads.begin();
    }

    // ---- the end -----------------------------------------------------------------------------------------------

    /** Takes no calls any more. */
    public void closeToNewCalls() {
        closed = true;
        nodes.closeToNewCalls();
        refreshing.close();
        replicaReads.close();
    }

    /** Tells whether a block of code or a call that waits on the server has a connection for itself. */
    public boolean isAnyLent() {
        return nodes.isAnyLent();
    }

    /** Returns how many commands the shared connections hold. */
    public int inFlight() {
        return nodes.inFlight();
    }

    /** Closes all connections; calls still under way end as closed. */
    public CompletableFuture<Void> close() {
        ClusterFacade open = facade;
        CompletableFuture<Void> closing = nodes.close();
        return open == null ? closing : CompletableFuture.allOf(closing, open.close());
    }

    /** Hears of what concerns all nodes. */
    private final class Owner implements Node.Owner {
        @Override
        public void doubt() {
            refreshing.soon();
        }

        @Override
        public void moved(Node asked, String answer) {
            redirected(asked, answer);
        }

        @Override
        public void called(CommandCall call) {
            replicaReads.noteWrite(call);
        }
    }
}

package io.redisguard.examples.legacy;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A small shop, written for plain Lettuce: it knows nothing of redis-guard. */
final class Shop {
    /** The end of the address: a database that is not much used, since the shop empties it. */
    static final String DATABASE = "/9";

    private final Catalogue catalogue;
    private final Customers customers;
    private final NightlyReport report;
    private final Maintenance maintenance;

    Shop(StatefulRedisConnection<String, String> connection) {
        catalogue = new Catalogue(connection);
        customers = new Customers(connection);
        report = new NightlyReport(connection.sync());
        maintenance = new Maintenance(connection.sync());
    }

    /** Runs all jobs of a day, one after the other, and returns a line for each. */
    List<String> day() {
        List<String> lines = new ArrayList<>();
        lines.add(run("start over", maintenance::startOver));
        lines.add(run("import products", catalogue::importProducts));
        lines.add(run("import prices", catalogue::importPrices));
        lines.add(run("import manual", catalogue::importManual));
        lines.add(run("import film", catalogue::importFilm));
        lines.add(run("show pages", catalogue::showPages));
        lines.add(run("search", catalogue::search));
        lines.add(run("register customers", customers::register));
        lines.add(run("take orders", customers::takeOrders));
        lines.add(run("rank products", customers::rankProducts));
        lines.add(run("report sessions", report::sessions));
        lines.add(run("report carts", report::carts));
        lines.add(run("report stock", report::stock));
        lines.add(run("report customers", report::customers));
        lines.add(run("report orders", report::orders));
        lines.add(run("drop stock", maintenance::dropStock));
        lines.add(run("tidy up", maintenance::tidyUp));
        return lines;
    }

    /** A job that fails leaves the others alone. */
    private static String run(String name, Supplier<String> job) {
        try {
            return name + ": " + job.get();
        } catch (RuntimeException e) {
            return name + " FAILED: " + e.getMessage();
        }
    }
}

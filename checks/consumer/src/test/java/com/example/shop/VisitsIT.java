package com.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.redisguard.error.ConnectFailedException;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class VisitsIT {
    @Test
    void countsAndMovesVisits(RedisServer server) {
        try (Visits visits = new Visits(server.uri())) {
            assertEquals(1, visits.count("home"));
            assertEquals(2, visits.count("home"));

            visits.move("home", "start");

            assertEquals(3, visits.count("start"));
            assertEquals(1, visits.count("home"));
        }
    }

    @Test
    void doesNotKnowWhetherAVisitWasCountedWhenTheServerIsFrozen(RedisServer server) {
        try (Visits visits = new Visits(server.uri())) {
            assertEquals(1, visits.count("frozen"));
            server.pause();

            assertEquals(-1, visits.count("frozen"));
        }
    }

    @Test
    void saysAtOnceThatThereIsNoServer(RedisServer server) {
        server.kill();

        assertThrows(ConnectFailedException.class, () -> new Visits(server.uri()));
    }
}

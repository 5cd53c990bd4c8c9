package io.redisguard.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class CheckoutIT {
    @Test
    void paysOnceWhenTheReplyIsLost(RedisServer redis) {
        try (FaultProxy proxy = FaultProxy.inFrontOf(redis);
                Checkout checkout = new Checkout(proxy.uri())) {
            proxy.cutReplyAfter(0);

            checkout.pay("order-1");

            assertThat(redis.execute("GET", "paid:order-1")).isEqualTo("1");
        }
    }
}

package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.afterword.engine.hostile.HostileMail;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.capacity.Impatient;
import org.afterword.functions.mail.signing.Neighbours.Neighbour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a tenant's neighbours notice of its troubles. It is counted who is served meanwhile, and not how fast. */
@Timeout(120)
class NeighbourTest {
    private static final int TROUBLED = 200;
    private static final int WELL = 100;

    private final CountDownLatch mended = new CountDownLatch(1);

    @AfterEach
    void mend() {
        mended.countDown();
    }

    private void untilMended() {
        try {
            mended.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aServerThatHangsAtTheFinalDotHoldsUpItsOwnMail() throws Exception {
        try (Neighbours house = new Neighbours(Impatient.of(Capacity.ofThisProcess(), Duration.ofSeconds(1)))) {
            Neighbour troubled = house.move("contoso.example");
            Neighbour well = house.move("adatum.example");
            troubled.server().beforeAnswerToData(this::untilMended);
            house.send(well);
            Neighbours.awaitAccepted(well.server(), 1);
            for (int i = 0; i < TROUBLED; i++) {
                house.send(troubled);
            }
            for (int i = 1; i < WELL; i++) {
                house.send(well);
            }
            Neighbours.awaitAccepted(well.server(), WELL);
            assertThat(troubled.server().accepted()).isEmpty();
            mended.countDown();
            Neighbours.awaitAccepted(troubled.server(), TROUBLED);
            assertThat(house.failures).as("no delivery was wasted").hasValue(0);
            assertThat(well.server().accepted()).hasSize(WELL);
            assertThat(troubled.server().accepted()).hasSize(TROUBLED);
        }
    }

    @Test
    void mailThatNothingCanStopHoldsUpNobody() throws Exception {
        try (Neighbours house = new Neighbours(Capacity.ofThisProcess())) {
            Neighbour troubled = house.move("contoso.example");
            Neighbour well = house.move("adatum.example");
            house.send(well);
            Neighbours.awaitAccepted(well.server(), 1);
            List<HostileMail> hostile = HostileMail.all();
            for (HostileMail mail : hostile) {
                house.send(troubled, mail.ofSize().apply(200_000));
            }
            for (int i = 1; i < WELL; i++) {
                house.send(well);
            }
            Neighbours.awaitAccepted(well.server(), WELL);
            Neighbours.awaitAccepted(troubled.server(), hostile.size());
            assertThat(well.server().accepted()).hasSize(WELL);
            assertThat(troubled.server().accepted()).hasSize(hostile.size());
        }
    }
}

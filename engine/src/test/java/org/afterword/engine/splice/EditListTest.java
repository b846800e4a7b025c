package org.afterword.engine.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.afterword.engine.message.RawMessage;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class EditListTest {

    @RepeatedTest(200)
    void givesTheOriginalBackWhenItIsUndone(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] original = bytes(random, random.nextInt(500));
        List<Edit> edits = new ArrayList<>();
        int position = 0;
        while (position < original.length && edits.size() < 20) {
            int start = position + random.nextInt(30);
            int end = start + random.nextInt(10);
            if (end > original.length) {
                break;
            }
            edits.add(new Edit(
                    start,
                    Arrays.copyOfRange(original, start, end),
                    bytes(random, random.nextInt(20)),
                    Edit.Rule.SIGNATURE_PLACED));
            position = end;
        }
        SignedMessage signed = new SignedMessage(RawMessage.of(original), new EditList(edits));
        byte[] changed = signed.bytes();
        assertThat(signed.size()).isEqualTo(changed.length);
        ByteArrayOutputStream undone = new ByteArrayOutputStream();
        signed.edits().undo(RawMessage.of(changed), undone);
        assertThat(undone.toByteArray()).isEqualTo(original);
    }

    @Test
    void refusesEditsThatOverlap() {
        Edit first = new Edit(0, new byte[5], new byte[0], Edit.Rule.AUTH_REMOVED);
        Edit second = new Edit(4, new byte[1], new byte[0], Edit.Rule.AUTH_REMOVED);
        assertThatThrownBy(() -> new EditList(List.of(first, second))).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}

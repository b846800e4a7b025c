package org.afterword.functions.onboarding.plan;

import java.util.List;
import org.afterword.functions.onboarding.exchange.Cmdlet;

/** One line of a plan. */
public sealed interface Step {
    /** What is called for it, in order; nothing for {@link Leave} and {@link Warn}. */
    List<Cmdlet> cmdlets();

    /** Whether mail is signed without it: it sets what Outlook's rich text is for. */
    default boolean isOptional() {
        return switch (this) {
            case Create create -> create.object().kind() == ObjectKind.REMOTE_DOMAIN;
            case Change change -> change.kind() == ObjectKind.REMOTE_DOMAIN;
            case Remove remove -> remove.kind() == ObjectKind.REMOTE_DOMAIN;
            case Leave leave -> false;
            case Warn warn -> false;
        };
    }

    /** Creates an object that is not there. */
    record Create(WantedObject object) implements Step {
        @Override
        public List<Cmdlet> cmdlets() {
            return object.create();
        }
    }

    /** Changes an object that is there. */
    record Change(ObjectKind kind, String name, List<Difference> differences, List<Cmdlet> cmdlets, String why)
            implements Step {
        public Change {
            differences = List.copyOf(differences);
            cmdlets = List.copyOf(cmdlets);
        }
    }

    /** Removes an object that is ours. */
    record Remove(ObjectKind kind, String name, List<Cmdlet> cmdlets, String why) implements Step {
        public Remove {
            cmdlets = List.copyOf(cmdlets);
        }
    }

    /** The object is there and is right. */
    record Leave(ObjectKind kind, String name, String why) implements Step {
        @Override
        public List<Cmdlet> cmdlets() {
            return List.of();
        }
    }

    /** Something that the administrator should know; nothing is done about it. */
    record Warn(Warning warning, String text) implements Step {
        @Override
        public List<Cmdlet> cmdlets() {
            return List.of();
        }
    }
}

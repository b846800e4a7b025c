package org.afterword.engine.render;

import java.util.List;
import org.afterword.engine.model.Picture;

/** A signature with all its values filled in. */
public record RenderedSignature(String html, String text, List<Picture> pictures) {
    public RenderedSignature {
        pictures = List.copyOf(pictures);
    }
}

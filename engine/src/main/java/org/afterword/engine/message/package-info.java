/** One mail as it travels: its bytes, its header section, its addresses and its SMTP envelope. */
@NullMarked
package org.afterword.engine.message;

import org.jspecify.annotations.NullMarked;

/** The stores of people and signatures, written once over documents that a folder or Cosmos keeps. */
@NullMarked
package org.afterword.storage.document;

import org.jspecify.annotations.NullMarked;
